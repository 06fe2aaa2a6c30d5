// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>

#include <functional>
#include <optional>
#include <vector>

namespace llmproxy {

enum class LogLevel { Debug, Info, Warn, Error };
enum class LogFormat { Text, Json };

/// "debug", "info", "warn", "error".
QByteArrayView nameOf(LogLevel level);
/// "text", "json".
QByteArrayView nameOf(LogFormat format);

/// The level of that name in any case, "warning" too; nullopt for anything else.
std::optional<LogLevel> logLevelNamed(QByteArrayView name);
/// The format of that name in any case; nullopt for anything else.
std::optional<LogFormat> logFormatNamed(QByteArrayView name);

/// What one line of the log says: a message and named values in the order they were added.
/// Holds what it is given; masking secrets is done before (engine/traffic/redact.h), escaping
/// when it is rendered.
class LogLine
{
public:
    /// The value as it is written, and whether JSON takes it without quotes.
    struct Attribute
    {
        QByteArray key;
        QByteArray value;
        bool bare = false;

        bool operator==(const Attribute &) const = default;
    };

    explicit LogLine(QByteArray message);

    /// `key` is a constant of ours, unlike `value`, which may be anything.
    LogLine &text(QByteArray key, QByteArray value);
    LogLine &number(QByteArray key, qint64 value);
    LogLine &flag(QByteArray key, bool value);

    const QByteArray &message() const { return m_message; }
    const std::vector<Attribute> &attributes() const { return m_attributes; }

    bool operator==(const LogLine &) const = default;

private:
    QByteArray m_message;
    std::vector<Attribute> m_attributes;
};

/// Where parts of the program that know nothing of the log hand their lines to. May be called
/// from any thread.
using LogSink = std::function<void(LogLevel, const LogLine &)>;

/// No value and no message is written longer than this, in bytes before escaping.
inline constexpr qsizetype MaxLoggedBytes = 2048;

/// One line with its newline, `LEVEL [HH:MM:SS] message; k=v, k=v` or
/// `{"time":"YYYY-MM-DD HH:MM:SS,mmm","level":…,"msg":…,"k":v}`. Always one line, whatever the
/// values hold: control characters, line separators and invisible formatting are escaped, so that
/// text from outside can neither forge a line or a value nor steer a terminal. Bytes that are not
/// UTF-8 become U+FFFD. `time` is written as it stands, in its own time zone.
QByteArray rendered(LogFormat format, LogLevel level, const QDateTime &time, const LogLine &line);

} // namespace llmproxy
