// SPDX-License-Identifier: MIT
#include "ui/conversation.h"

#include "engine/transcript/json_text.h"
#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using transcript::Part;
using transcript::Reading;
using transcript::Turn;
using Style = Line::Style;

constexpr qsizetype ShownLines = 12;
constexpr qsizetype ShortArguments = 100;

Line line(const QString &text, Style style)
{
    Line made;
    made.text = format::plainLine(text);
    made.style = style;
    return made;
}

qint64 words(const QString &text)
{
    qint64 count = 0;
    bool isInside = false;
    for (const QChar character : text) {
        const bool isBlank = character.isSpace();
        count += !isBlank && !isInside ? 1 : 0;
        isInside = !isBlank;
    }
    return count;
}

QString pretty(const QString &json)
{
    return QString::fromUtf8(transcript::prettyJson(json.toUtf8()));
}

/// Turns of parts into lines; knows the calls, so that a result can be told whose it is.
class Writer
{
public:
    explicit Writer(bool foldsLongTurns)
        : m_shown(foldsLongTurns ? ShownLines : 1'000'000)
    {}

    void turn(const Turn &turn, const QString &label)
    {
        gap();
        m_label = format::plainLine(label);
        for (const Part &one : turn.parts)
            part(one);
    }

    void systemTurn(const Turn &turn)
    {
        gap();
        m_label = Conversation::tr("system");
        for (const Part &one : turn.parts) {
            if (one.kind != Part::Kind::Text || one.text.count(u'\n') < 3) {
                part(one);
                continue;
            }
            const QString told = Conversation::tr("%1 words").arg(format::count(words(one.text)));
            addBehind(lines, labelled(line(told, Style::Dim)), one.text, Style::Text);
        }
    }

    void note(const QString &label, const QString &text, Style style)
    {
        gap();
        m_label = label;
        lines.append(labelled(line(text, style)));
    }

    void gap() { lines.append(line({}, Style::Gap)); }

    Line labelled(Line made)
    {
        made.label = std::exchange(m_label, {});
        return made;
    }

    Lines lines;

private:
    void part(const Part &part)
    {
        switch (part.kind) {
        case Part::Kind::Text:
            addFolded(lines, part.text, labelled(line({}, Style::Text)), m_shown);
            break;
        case Part::Kind::Thinking:
            thinking(part);
            break;
        case Part::Kind::ToolCall:
            call(part);
            break;
        case Part::Kind::ToolResult:
            result(part);
            break;
        case Part::Kind::Media:
            lines.append(labelled(line(media(part), Style::Strong)));
            break;
        case Part::Kind::Other:
            addBehind(lines,
                      labelled(line(Conversation::tr("other content"), Style::Dim)),
                      pretty(part.text),
                      Style::Mono);
            break;
        }
    }

    void thinking(const Part &part)
    {
        if (part.text.isEmpty()) {
            const QString told =
                Conversation::tr("thinking, encrypted, %1").arg(format::bytes(part.bytes));
            lines.append(labelled(line(told, Style::Dim)));
            return;
        }
        const QString told =
            Conversation::tr("thinking, %1 words").arg(format::count(words(part.text)));
        addBehind(lines, labelled(line(told, Style::Dim)), part.text, Style::Dim);
    }

    void call(const Part &part)
    {
        const QString told = Conversation::tr("call %1").arg(part.name);
        if (part.text.size() <= ShortArguments && !part.text.contains(u'\n')) {
            lines.append(labelled(line(told, Style::Strong)));
            if (!part.text.isEmpty())
                lines.append(line(part.text, Style::Mono));
        } else {
            addBehind(lines, labelled(line(told, Style::Strong)), pretty(part.text), Style::Mono);
        }
        m_calls.append({part.id, part.name});
    }

    void result(const Part &part)
    {
        QString name = part.name;
        for (const auto &[id, called] : m_calls) {
            if (name.isEmpty() && !id.isEmpty() && id == part.id)
                name = called;
        }
        const QString whose = name.isEmpty() ? Conversation::tr("result")
                                             : Conversation::tr("result of %1").arg(name);
        const QString told =
            part.failed ? whose + u" \u2013 "_s + Conversation::tr("failed") : whose;
        lines.append(labelled(line(told, part.failed ? Style::Alarm : Style::Strong)));
        const bool isJson = part.text.startsWith(u'{') || part.text.startsWith(u'[');
        addFolded(lines, isJson ? pretty(part.text) : part.text, line({}, Style::Mono), ShownLines);
    }

    static QString media(const Part &part)
    {
        QStringList told = {part.mediaType.isEmpty() ? Conversation::tr("file") : part.mediaType};
        if (part.bytes > 0)
            told.append(format::bytes(part.bytes));
        if (!part.name.isEmpty())
            told.append(part.name.left(200));
        return u"\u25A3  "_s + told.join(u"  \u00B7  "_s);
    }

    qsizetype m_shown;
    QString m_label;
    QList<std::pair<QString, QString>> m_calls;
};

void writeTools(Writer &writer, const QList<transcript::Tool> &tools)
{
    if (tools.isEmpty())
        return;
    QStringList names;
    for (const transcript::Tool &tool : tools)
        names.append(tool.name);
    QString told = tools.size() == 1 ? Conversation::tr("1 definition: %1")
                                     : Conversation::tr("%2 definitions: %1");
    told.replace(u"%2"_s, format::count(tools.size()));
    QString list = names.join(u", "_s);
    if (list.size() > 160)
        list = list.left(160) + u'\u2026';
    writer.gap();
    Line head = line(told.replace(u"%1"_s, list), Style::Dim);
    head.label = Conversation::tr("tools");
    head.isHead = true;
    writer.lines.append(head);
    for (const transcript::Tool &tool : tools) {
        for (const auto &[text, style] : {std::pair(tool.name, Style::Strong),
                                          std::pair(tool.description, Style::Text),
                                          std::pair(pretty(tool.schema), Style::Mono)}) {
            if (text.isEmpty())
                continue;
            Line like = line({}, style);
            like.inFold = true;
            addText(writer.lines, text, like);
        }
    }
}

void writeSettings(Writer &writer, const QList<transcript::Parameter> &parameters)
{
    QStringList told;
    for (const transcript::Parameter &parameter : parameters) {
        if (parameter.value.size() <= 80)
            told.append(parameter.name + u' ' + parameter.value);
        else
            told.append(parameter.name + u' ' + parameter.value.left(79) + u'\u2026');
    }
    if (!told.isEmpty())
        writer.note(Conversation::tr("settings"), told.join(u"  \u00B7  "_s), Style::Dim);
}

bool isSystem(const Turn &turn)
{
    return turn.role == "system"_L1 || turn.role == "developer"_L1;
}

QString endText(const ExchangeReading &reading, const transcript::Answer &answer)
{
    const traffic::ExchangeRecord &record = reading.record();
    QStringList told;
    const QString reason =
        answer.ending.isEmpty() ? format::plain(record.finishReason) : answer.ending;
    if (!reason.isEmpty())
        told.append(reason);
    const auto tokens = [&told](const usage::Count &count, const QString &word) {
        if (count.source != usage::Source::Unknown)
            told.append(
                word.arg((count.source == usage::Source::Estimated ? u"\u2248"_s : QString())
                         + format::count(count.tokens)));
    };
    tokens(record.usage.input, Conversation::tr("%1 tokens in"));
    if (record.usage.cacheRead.tokens > 0)
        tokens(record.usage.cacheRead,
               record.usage.inputHoldsCacheRead ? Conversation::tr("%1 of them from the cache")
                                                : Conversation::tr("%1 more from the cache"));
    tokens(record.usage.output, Conversation::tr("%1 out"));
    if (record.usage.thought.tokens > 0)
        tokens(record.usage.thought, Conversation::tr("%1 for thinking"));
    if (record.cost.total)
        told.append(QString::fromLatin1(cost::shownUsd(*record.cost.total)));
    return told.join(u"  \u00B7  "_s);
}

} // namespace

Lines Conversation::asked(const ExchangeReading &reading)
{
    const transcript::Request &request = reading.request();
    Writer writer(true);
    for (const Turn &turn : request.turns) {
        if (isSystem(turn))
            writer.systemTurn(turn);
    }
    writeTools(writer, request.tools);
    writeSettings(writer, request.parameters);
    for (const Turn &turn : request.turns) {
        if (!isSystem(turn))
            writer.turn(turn, turn.role);
    }
    const QString why = missing(reading, true);
    if (!why.isEmpty())
        writer.note(Conversation::tr("request"), why, Style::Dim);
    if (!writer.lines.isEmpty())
        writer.lines.removeFirst(); // the gap above the first
    return writer.lines;
}

Lines Conversation::answered(const ExchangeReading &reading)
{
    const transcript::Answer answer = reading.answer();
    Writer writer(false);
    for (qsizetype i = 0; i < answer.turns.size(); ++i) {
        const QString &role = answer.turns.at(i).role;
        writer.turn(answer.turns.at(i),
                    answer.turns.size() == 1 ? role : u"%1 %2"_s.arg(role).arg(i + 1));
    }
    const QString why = missing(reading, false);
    if (!why.isEmpty())
        writer.note(Conversation::tr("answer"), why, Style::Dim);
    if (!answer.error.isEmpty())
        writer.note(Conversation::tr("error"), answer.error, Style::Alarm);
    if (!reading.isDone()) {
        const QString sofar = format::bytes(reading.detail().response.size);
        writer.note(Conversation::tr("now"),
                    Conversation::tr("under way, %1 so far").arg(sofar),
                    Style::Dim);
        return writer.lines;
    }
    const QString end = endText(reading, answer);
    if (!end.isEmpty())
        writer.note(Conversation::tr("end"), end, Style::Strong);
    return writer.lines;
}

QString Conversation::missing(const ExchangeReading &reading, bool isRequest)
{
    const traffic::Body &body = isRequest ? reading.detail().request : reading.detail().response;
    const qint64 size = isRequest ? reading.record().bytesIn : reading.record().bytesOut;
    const Reading read = isRequest ? reading.request().reading : reading.answer().reading;
    switch (read) {
    case Reading::Absent:
        if (size == 0)
            return isRequest || reading.isDone() ? Conversation::tr("There is no body.")
                                                 : QString();
        return reading.hasDetail()
                   ? Conversation::tr(
                       "The body is not kept: see traffic.capture_bodies and its limits.")
                   : Conversation::tr(
                       "The body was dropped to keep the budget; head, usage and cost remain.");
    case Reading::Whole:
        return {};
    case Reading::Cut:
        if (!reading.isDone() && body.isWhole())
            return {};
        return body.isWhole()
                   ? Conversation::tr("The body ends before it is complete.")
                   : Conversation::tr("Only the first %1 of %2 are kept.")
                         .arg(format::bytes(body.bytes.size()), format::bytes(body.size));
    case Reading::Unknown:
        return Conversation::tr("No conversation that is known here. See the tab Raw.");
    case Reading::Undecoded:
        return Conversation::tr("The body is compressed in a way that cannot be undone here.");
    case Reading::TooLong:
        return Conversation::tr("The body is too long to be read to its end.");
    }
    return {};
}

} // namespace llmproxy::ui
