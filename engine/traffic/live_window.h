// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <deque>
#include <memory>
#include <utility>

namespace llmproxy::traffic {

/// The newest exchanges, in memory: at most so many records, and of their details at most so many
/// bytes; the oldest details go first. Ids are given without gaps, so a record's place follows
/// from its id. One thread at a time.
class LiveWindow
{
public:
    LiveWindow(qsizetype capacity, qint64 detailBytes);

    /// Ids go on behind this one. Only while it is empty.
    void goOnBehind(qint64 id);

    /// Adds a record or puts it in the place of its former state. A record that is older than
    /// the window is dropped.
    void put(ExchangeRecord &&record);
    /// Of a record that is kept; in the place of what was kept of it before.
    void putDetail(qint64 id, std::shared_ptr<const ExchangeDetail> detail);
    void setDetailBytes(qint64 bytes);
    /// Forgets all there is. What is under way then does not come back when it changes.
    void clear();

    /// The record's state as it is kept; null if it is not.
    const ExchangeRecord *find(qint64 id) const;
    std::shared_ptr<const ExchangeDetail> detail(qint64 id) const; ///< null: not kept
    /// What changed since `cursor`, at most `max` records; the rest comes with the next call. With
    /// `max` 0 the cursor is that of what changes from now on.
    RecordDelta since(quint64 cursor, qsizetype max) const;
    /// Records with ids below `id`, the newest first, at most `max`.
    QList<ExchangeRecord> before(qint64 id, qsizetype max) const;
    qint64 detailBytes() const { return m_weight; } ///< that are kept, about

private:
    struct Entry
    {
        Entry() = default;
        explicit Entry(ExchangeRecord &&of)
            : record(std::move(of))
        {}

        ExchangeRecord record;
        std::shared_ptr<const ExchangeDetail> detail;
        qint64 weight = 0;
    };

    std::size_t placeOf(qint64 id) const;
    Entry *entry(qint64 id);
    void forget(Entry &entry);
    void keepToBudget();

    const std::size_t m_capacity;
    qint64 m_budget;
    std::deque<Entry> m_ring; ///< see placeOf(); grows in place
    qint64 m_base = 0;        ///< all ids are above
    qint64 m_newest = 0;
    qint64 m_oldestDetail = 1; ///< no older record has one
    qint64 m_weight = 0;
    quint64 m_revision = 0;
    qint64 m_clearedUpTo = 0;
};

} // namespace llmproxy::traffic
