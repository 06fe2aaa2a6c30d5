// SPDX-License-Identifier: MIT
#include "ui/exchange_text.h"

#include "ui/format.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using traffic::EndedBy;
using traffic::ExchangeRecord;
using traffic::Phase;

const QString NotYet = u"\u2013"_s;
const QString Running = u"\u2026"_s;

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
    case Column::Took:
        return tr("Took");
    case Column::Bytes:
        return tr("Bytes in \u2192 out");
    }
    return {};
}

QString ExchangeText::cell(const Record &record, Column column, TimePoint now)
{
    switch (column) {
    case Column::Number:
        return QString::number(record.id);
    case Column::Time:
        return format::timeOfDay(record.at);
    case Column::By:
        if (record.madeHere)
            return tr("proxy");
        return record.status > 0 ? tr("up", "upstream") : NotYet;
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
    case Column::Took:
        return took(record, now);
    case Column::Bytes:
        return byteCounts(record);
    }
    return {};
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
    if (record.madeHere)
        return Mark{Glyph::Proxy, Ink::Error};
    if (record.status > 0)
        return Mark{Glyph::Upstream, Ink::Fine};
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
    for (int column = 0; column < ColumnCount; ++column)
        cells.append(cell(record, static_cast<Column>(column), now));
    return cells.join(u'\t');
}

} // namespace llmproxy::ui
