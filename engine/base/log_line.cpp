// SPDX-License-Identifier: MIT
#include "engine/base/log_line.h"

#include <QString>

#include <algorithm>
#include <array>
#include <utility>

namespace llmproxy {

namespace {

constexpr std::array<QByteArrayView, 4> LevelNames{"debug", "info", "warn", "error"};

bool isIgnoringCase(QByteArrayView left, QByteArrayView right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

bool isPlain(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

QString decoded(QByteArrayView bytes)
{
    if (bytes.size() <= MaxLoggedBytes)
        return QString::fromUtf8(bytes);
    return QString::fromUtf8(bytes.first(MaxLoggedBytes))
           + QStringLiteral("…(%1 bytes)").arg(bytes.size());
}

// Also U+202E and its kin, which turn the text behind them around, and U+2028, which some viewers
// take for a line's end.
bool isUnprintable(QChar c)
{
    const QChar::Category category = c.category();
    return category == QChar::Other_Control || category == QChar::Other_Format
           || category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
}

void appendEscape(QByteArray &out, QChar c)
{
    switch (c.unicode()) {
    case u'\n':
        out += "\\n";
        return;
    case u'\r':
        out += "\\r";
        return;
    case u'\t':
        out += "\\t";
        return;
    default:
        out += "\\u" + QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
        return;
    }
}

/// `specials` are the ASCII characters that get a backslash.
void appendEscaped(QByteArray &out, QByteArrayView bytes, QByteArrayView specials)
{
    if (bytes.size() <= MaxLoggedBytes && isPlain(bytes)
        && std::none_of(bytes.begin(), bytes.end(), [=](char c) { return specials.contains(c); })) {
        out += bytes;
        return;
    }
    QString run;
    for (const QChar c : decoded(bytes)) {
        const bool special = c < QChar(0x80) && specials.contains(c.toLatin1());
        if (!special && !isUnprintable(c)) {
            run += c;
            continue;
        }
        out += std::exchange(run, {}).toUtf8();
        if (special)
            out.append('\\').append(c.toLatin1());
        else
            appendEscape(out, c);
    }
    out += run.toUtf8();
}

void appendQuoted(QByteArray &out, QByteArrayView bytes)
{
    out += '"';
    appendEscaped(out, bytes, "\"\\");
    out += '"';
}

// Quoted as soon as it could be taken for the end of the value or the start of the next.
void appendTextValue(QByteArray &out, QByteArrayView value)
{
    const auto breaksOut = [](char c) { return QByteArrayView(",;\"\\").contains(c); };
    if (value.isEmpty() || std::any_of(value.begin(), value.end(), breaksOut))
        appendQuoted(out, value);
    else
        appendEscaped(out, value, {});
}

void appendPadded(QByteArray &out, int value, qsizetype width)
{
    out += QByteArray::number(value).rightJustified(width, '0');
}

void appendClock(QByteArray &out, QTime time)
{
    appendPadded(out, time.hour(), 2);
    out += ':';
    appendPadded(out, time.minute(), 2);
    out += ':';
    appendPadded(out, time.second(), 2);
}

QByteArray renderedText(const QByteArray &level, QTime time, const LogLine &line)
{
    QByteArray out = level + " [";
    appendClock(out, time);
    out += "] ";
    appendEscaped(out, line.message(), {});
    const char *separator = "; ";
    for (const LogLine::Attribute &attribute : line.attributes()) {
        out += std::exchange(separator, ", ") + attribute.key + '=';
        appendTextValue(out, attribute.value);
    }
    return out + '\n';
}

QByteArray renderedJson(const QByteArray &level, const QDateTime &time, const LogLine &line)
{
    const QDate date = time.date();
    QByteArray out = R"({"time":")";
    appendPadded(out, date.year(), 4);
    out += '-';
    appendPadded(out, date.month(), 2);
    out += '-';
    appendPadded(out, date.day(), 2);
    out += ' ';
    appendClock(out, time.time());
    out += ',';
    appendPadded(out, time.time().msec(), 3);
    out += R"(","level":")" + level + R"(","msg":)";
    appendQuoted(out, line.message());
    for (const LogLine::Attribute &attribute : line.attributes()) {
        out += ",\"" + attribute.key + "\":";
        if (attribute.bare)
            out += attribute.value;
        else
            appendQuoted(out, attribute.value);
    }
    return out + "}\n";
}

} // namespace

QByteArrayView nameOf(LogLevel level)
{
    return LevelNames.at(static_cast<std::size_t>(level));
}

QByteArrayView nameOf(LogFormat format)
{
    return format == LogFormat::Json ? "json" : "text";
}

std::optional<LogLevel> logLevelNamed(QByteArrayView name)
{
    for (std::size_t i = 0; i < LevelNames.size(); ++i) {
        if (isIgnoringCase(name, LevelNames.at(i)))
            return static_cast<LogLevel>(i);
    }
    if (isIgnoringCase(name, "warning"))
        return LogLevel::Warn;
    return std::nullopt;
}

std::optional<LogFormat> logFormatNamed(QByteArrayView name)
{
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        if (isIgnoringCase(name, nameOf(format)))
            return format;
    }
    return std::nullopt;
}

LogLine::LogLine(QByteArray message)
    : m_message(std::move(message))
{}

LogLine &LogLine::text(QByteArray key, QByteArray value)
{
    m_attributes.push_back({std::move(key), std::move(value), false});
    return *this;
}

LogLine &LogLine::number(QByteArray key, qint64 value)
{
    m_attributes.push_back({std::move(key), QByteArray::number(value), true});
    return *this;
}

LogLine &LogLine::flag(QByteArray key, bool value)
{
    m_attributes.push_back({std::move(key), value ? "true" : "false", true});
    return *this;
}

QByteArray rendered(LogFormat format, LogLevel level, const QDateTime &time, const LogLine &line)
{
    const QByteArray name = nameOf(level).toByteArray().toUpper();
    return format == LogFormat::Json ? renderedJson(name, time, line)
                                     : renderedText(name, time.time(), line);
}

} // namespace llmproxy
