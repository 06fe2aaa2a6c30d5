// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/record.h"

#include <QHash>

namespace llmproxy::cost {

/// What a report sums up by.
enum class Grouping : quint8 { Model, Provider, User, Key, Day };

/// "model", "provider", "user", "key", "day".
QByteArrayView nameOf(Grouping grouping);
std::optional<Grouping> groupingNamed(QByteArrayView name);

/// One row: the sums of what has the name in common. Tokens as the providers count them.
struct ReportRow
{
    QByteArray name; ///< a day is UTC, as in 2026-01-31; empty: none was recorded
    qint64 exchanges = 0;
    qint64 unknown = 0; ///< of these: without a known cost
    qint64 inputTokens = 0;
    qint64 outputTokens = 0;
    qint64 cacheReadTokens = 0;
    qint64 cacheWriteTokens = 0;
    Money total;     ///< without the unknown
    Money estimated; ///< the part of `total` that is estimated

    bool operator==(const ReportRow &) const = default;
};

/// Sums up a file of records line by line. From MaxRows on, new names are summed up as "other".
class Report
{
public:
    static constexpr qsizetype MaxRows = 10'000;

    /// Records before `since` are left out; it may be absent.
    Report(Grouping grouping, std::optional<TimePoint> since);

    /// A line of the file, with or without its end.
    void add(QByteArrayView line);
    /// A line that is too long to be a record.
    void addForeign() { ++m_foreignLines; }

    Grouping grouping() const { return m_grouping; }
    /// The dearest first, days in their order.
    QList<ReportRow> rows() const;
    const ReportRow &total() const { return m_total; }
    qint64 foreignLines() const { return m_foreignLines; } ///< that are no records

private:
    const Grouping m_grouping;
    const std::optional<TimePoint> m_since;
    QHash<QByteArray, ReportRow> m_rows;
    ReportRow m_total;
    qint64 m_foreignLines = 0;
};

} // namespace llmproxy::cost
