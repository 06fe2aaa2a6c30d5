// SPDX-License-Identifier: MIT
#include "engine/cost/report.h"

#include <algorithm>
#include <array>

namespace llmproxy::cost {

namespace {

constexpr std::array<QByteArrayView, 5> Names{"model", "provider", "user", "key", "day"};

QByteArray groupOf(const RecordSummary &record, Grouping grouping)
{
    switch (grouping) {
    case Grouping::Model:
        return record.model;
    case Grouping::Provider:
        return record.provider;
    case Grouping::User:
        return record.userId;
    case Grouping::Key:
        return record.keyId;
    case Grouping::Day:
        break;
    }
    const qint64 at = record.at.time_since_epoch().count();
    return QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).date().toString(Qt::ISODate).toLatin1();
}

void addTo(ReportRow &row, const RecordSummary &record)
{
    ++row.exchanges;
    row.inputTokens += record.inputTokens;
    row.outputTokens += record.outputTokens;
    row.cacheReadTokens += record.cacheReadTokens;
    row.cacheWriteTokens += record.cacheWriteTokens;
    if (record.label == Label::Unknown) {
        ++row.unknown;
        return;
    }
    row.total += record.total;
    if (record.label == Label::Estimated)
        row.estimated += record.total;
}

} // namespace

QByteArrayView nameOf(Grouping grouping)
{
    return Names.at(static_cast<std::size_t>(grouping));
}

std::optional<Grouping> groupingNamed(QByteArrayView name)
{
    for (std::size_t i = 0; i < Names.size(); ++i) {
        if (Names.at(i) == name)
            return static_cast<Grouping>(i);
    }
    return std::nullopt;
}

Report::Report(Grouping grouping, std::optional<TimePoint> since)
    : m_grouping(grouping)
    , m_since(since)
{
    m_total.name = "total";
}

void Report::add(QByteArrayView line)
{
    if (line.trimmed().isEmpty())
        return;
    const auto record = readJsonLine(line);
    if (!record) {
        ++m_foreignLines;
        return;
    }
    if (m_since && record->at < *m_since)
        return;
    QByteArray name = groupOf(*record, m_grouping);
    if (m_rows.size() >= MaxRows && !m_rows.contains(name))
        name = "other";
    ReportRow &row = m_rows[name];
    row.name = name;
    addTo(row, *record);
    addTo(m_total, *record);
}

QList<ReportRow> Report::rows() const
{
    QList<ReportRow> rows = m_rows.values();
    const bool byName = m_grouping == Grouping::Day;
    std::sort(rows.begin(), rows.end(), [byName](const ReportRow &left, const ReportRow &right) {
        if (!byName && left.total != right.total)
            return right.total < left.total;
        return left.name < right.name;
    });
    return rows;
}

} // namespace llmproxy::cost
