// SPDX-License-Identifier: MIT
#include "ui/exchange_text.h"

#include "engine/traffic/origin.h"
#include "ui/format.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using traffic::EndedBy;
using traffic::ExchangeRecord;
using traffic::Origin;
using traffic::Phase;

const QString NotYet = u"\u2013"_s;
const QString Running = u"\u2026"_s;
const QString CannotKnow = u"?"_s;

bool isDone(const ExchangeRecord &record)
{
    return record.phase == Phase::Done;
}

QString orNotYet(const QByteArray &text)
{
    return text.isEmpty() ? NotYet : format::plain(text);
}

QString took(const ExchangeRecord &record, TimePoint now)
{
    if (isDone(record))
        return record.total ? format::duration(*record.total) : NotYet;
    const Duration sofar = std::max(Duration::zero(), now - record.at);
    return format::duration(sofar) + u" >"_s;
}

/// Whether what an exchange did not tell can still come, or not any more.
QString untold(const ExchangeRecord &record)
{
    return !isDone(record) || record.madeHere ? NotYet : CannotKnow;
}

QString tokenCount(const usage::Count &count)
{
    if (count.source == usage::Source::Unknown)
        return CannotKnow;
    const QString number = format::compact(count.tokens);
    return count.source == usage::Source::Estimated ? u'\u2248' + number : number;
}

QString tokens(const ExchangeRecord &record)
{
    using usage::Source;
    const usage::TokenUsage &usage = record.usage;
    if (usage.input.source == Source::Unknown && usage.output.source == Source::Unknown)
        return untold(record);
    const QString output = isDone(record) ? tokenCount(usage.output) : Running;
    return u"%1 \u2192 %2"_s.arg(tokenCount(usage.input), output);
}

QString cost(const ExchangeRecord &record)
{
    if (!isDone(record))
        return NotYet;
    if (!record.cost.total)
        return record.madeHere ? u"$0"_s : CannotKnow;
    const QString amount = QString::fromLatin1(cost::shownUsd(*record.cost.total));
    return record.cost.label == cost::Label::Estimated ? u'\u2248' + amount : amount;
}

/// Output tokens per second, while they came.
QString speed(const ExchangeRecord &record)
{
    if (!record.total || !record.firstByte)
        return NotYet;
    const qint64 ms = (*record.total - *record.firstByte).count();
    if (record.usage.output.source == usage::Source::Unknown || !record.streaming || ms <= 0)
        return untold(record);
    return format::rate(static_cast<double>(record.usage.output.tokens) * 1000
                        / static_cast<double>(ms));
}

QString orNotYet(const std::optional<Duration> &length)
{
    return length ? format::duration(*length) : NotYet;
}

QString waited(const ExchangeRecord &record)
{
    Duration sum{};
    for (const traffic::Attempt &attempt : record.tries)
        sum += attempt.waited;
    return sum.count() > 0 ? format::duration(sum) : NotYet;
}

QString byteCounts(const ExchangeRecord &record)
{
    return u"%1 \u2192 %2"_s.arg(format::bytes(record.bytesIn), format::bytes(record.bytesOut));
}

/// What follows the version in "/openai/v1/chat/completions", else the last part of the path; a
/// Gemini method stands after the model's colon.
QByteArray operationOf(const QByteArray &target)
{
    QList<QByteArray> parts = target.split('?').constFirst().split('/');
    parts.removeAll(QByteArray());
    if (parts.isEmpty())
        return "/";
    const qsizetype colon = parts.last().lastIndexOf(':');
    if (colon >= 0)
        return parts.last().mid(colon + 1);
    for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
        const QByteArray &part = parts.at(i);
        if (part.size() >= 2 && part.at(0) == 'v' && part.at(1) >= '0' && part.at(1) <= '9')
            return parts.mid(i + 1).join('/');
    }
    return parts.last();
}

} // namespace

QString ExchangeText::heading(Column column)
{
    switch (column) {
    case Column::Number:
        return u"#"_s;
    case Column::Time:
        return tr("Time");
    case Column::By:
        return tr("By", "who answered");
    case Column::Provider:
        return tr("Provider");
    case Column::Model:
        return tr("Model");
    case Column::Operation:
        return tr("Operation");
    case Column::Status:
        return tr("Status");
    case Column::Tries:
        return tr("Tries");
    case Column::FirstByte:
        return tr("TTFT", "time to first token");
    case Column::Took:
        return tr("Took");
    case Column::Tokens:
        return tr("Tokens in \u2192 out");
    case Column::Cost:
        return tr("Cost");
    case Column::Flags:
        return tr("Flags");
    default:
        return furtherHeading(column);
    }
}

QString ExchangeText::furtherHeading(Column column)
{
    switch (column) {
    case Column::Bytes:
        return tr("Bytes in \u2192 out");
    case Column::Speed:
        return tr("Tokens/s");
    case Column::Key:
        return tr("Key");
    case Column::User:
        return tr("User");
    case Column::Client:
        return tr("Client");
    case Column::Finish:
        return tr("Finish reason");
    case Column::Error:
        return tr("Error");
    case Column::Class:
        return tr("Failure class");
    case Column::Waited:
        return tr("Waited before retries");
    case Column::RequestId:
        return tr("Request id");
    case Column::Session:
        return tr("Conversation");
    case Column::Comment:
        return tr("Comment");
    default:
        return {};
    }
}

QString ExchangeText::cell(const Record &record, Column column, TimePoint now)
{
    switch (column) {
    case Column::Number:
        return QString::number(record.id);
    case Column::Time:
        return format::timeOfDay(record.at);
    case Column::By:
        return originWord(record);
    case Column::Provider:
        return orNotYet(record.provider);
    case Column::Model:
        return orNotYet(record.model);
    case Column::Operation:
        return operation(record);
    case Column::Status:
        if (record.status > 0)
            return QString::number(record.status);
        return isDone(record) ? tr("none", "no status") : Running;
    case Column::Tries:
        return format::count(record.attempts);
    case Column::FirstByte:
        return orNotYet(record.firstByte);
    case Column::Took:
        return took(record, now);
    case Column::Tokens:
        return tokens(record);
    case Column::Cost:
        return ui::cost(record);
    case Column::Flags:
        return flags(record);
    default:
        return furtherCell(record, column);
    }
}

QString ExchangeText::furtherCell(const Record &record, Column column)
{
    switch (column) {
    case Column::Bytes:
        return byteCounts(record);
    case Column::Speed:
        return speed(record);
    case Column::Key:
        return orNotYet(record.key);
    case Column::User:
        return orNotYet(record.user);
    case Column::Client:
        return orNotYet(record.client);
    case Column::Finish:
        return orNotYet(record.finishReason);
    case Column::Error:
        return orNotYet(record.error);
    case Column::Class:
        return orNotYet(record.failureClass);
    case Column::Waited:
        return waited(record);
    case Column::RequestId:
        return orNotYet(record.requestId);
    default:
        return {}; // not of the record
    }
}

QString ExchangeText::originWord(const Record &record)
{
    switch (traffic::originOf(record)) {
    case Origin::Nobody:
        return NotYet;
    case Origin::Upstream:
        return tr("up", "upstream");
    case Origin::Bypass:
        return tr("bypass");
    case Origin::Proxy:
        return tr("proxy");
    case Origin::Limit:
        return tr("limit");
    case Origin::Test:
        return tr("test");
    }
    return {};
}

QString ExchangeText::flags(const Record &record)
{
    QStringList letters;
    for (const traffic::FlagWords &words : traffic::allFlags()) {
        if (!words.letter.isEmpty() && traffic::hasFlag(record, words.flag))
            letters.append(QString::fromLatin1(words.letter));
    }
    return letters.join(u' ');
}

QString ExchangeText::flagWords(const Record &record)
{
    QStringList told;
    for (const traffic::FlagWords &words : traffic::allFlags()) {
        if (!words.letter.isEmpty() && traffic::hasFlag(record, words.flag))
            told.append(QString::fromLatin1(words.phrase));
    }
    return told.join(u", "_s);
}

QString ExchangeText::operation(const Record &record)
{
    return format::plain(record.method) + u' ' + format::plain(operationOf(record.target));
}

QString ExchangeText::outcome(const Record &record)
{
    switch (record.endedBy) {
    case EndedBy::Client:
        return tr("The client left before the end");
    case EndedBy::Upstream:
        return tr("Broken off by the upstream");
    case EndedBy::Proxy:
        return tr("Ended by the proxy");
    case EndedBy::Timeout:
        return tr("Timed out");
    case EndedBy::Nobody:
        break;
    }
    switch (record.phase) {
    case Phase::Request:
        return tr("Receiving the request");
    case Phase::Upstream:
        return tr("Waiting for the upstream");
    case Phase::Streaming:
        return tr("Streaming");
    case Phase::Done:
        break;
    }
    return record.madeHere ? tr("Answered by the proxy") : tr("Answered by the upstream");
}

std::optional<ExchangeText::Mark> ExchangeText::originMark(const Record &record)
{
    switch (traffic::originOf(record)) {
    case Origin::Nobody:
        return std::nullopt;
    case Origin::Upstream:
        return Mark{Glyph::Upstream, Ink::Fine};
    case Origin::Bypass:
        return Mark{Glyph::Bypass, Ink::Fine};
    case Origin::Proxy:
        return Mark{Glyph::Proxy, Ink::Error};
    case Origin::Limit:
        return Mark{Glyph::Limit, Ink::Error};
    case Origin::Test:
        return Mark{Glyph::Test, Ink::Off};
    }
    return std::nullopt;
}

std::optional<ExchangeText::Mark> ExchangeText::statusMark(const Record &record)
{
    const bool leftByClient = record.endedBy == EndedBy::Client;
    const bool brokenOff = record.endedBy != EndedBy::Nobody && !leftByClient;
    if (brokenOff || record.status >= 500)
        return Mark{Glyph::Error, Ink::Error};
    if (leftByClient || record.status >= 400)
        return Mark{Glyph::Warning, Ink::Warning};
    return std::nullopt;
}

QList<ExchangeText::Field> ExchangeText::fields(const Record &record, TimePoint now)
{
    const QString target = format::plain(record.method) + u' ' + format::plain(record.target);
    return {
        {tr("Request"), target},
        {tr("Outcome"), outcome(record)},
        {tr("Status"), cell(record, Column::Status, now)},
        {tr("Provider"), orNotYet(record.provider)},
        {tr("Model"), orNotYet(record.model)},
        {tr("Started"), format::dateAndTime(record.at)},
        {tr("First byte after"), record.firstByte ? format::duration(*record.firstByte) : NotYet},
        {tr("Took"), took(record, now)},
        {tr("Attempts"), format::count(record.attempts)},
        {tr("Streaming"), record.streaming ? tr("yes") : tr("no")},
        {tr("Request body"), format::bytes(record.bytesIn)},
        {tr("Response body"), format::bytes(record.bytesOut)},
        {tr("Client"), orNotYet(record.client)},
        {tr("User"), orNotYet(record.user)},
        {tr("Error"), orNotYet(record.error)},
    };
}

QString ExchangeText::line(const Record &record, TimePoint now)
{
    QStringList cells;
    for (int column = 0; column < FirstHiddenColumn; ++column)
        cells.append(cell(record, static_cast<Column>(column), now));
    return cells.join(u'\t');
}

} // namespace llmproxy::ui
