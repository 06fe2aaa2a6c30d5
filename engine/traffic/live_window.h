// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_record.h"

#include <vector>

namespace llmproxy::traffic {

/// The newest exchanges, in memory. Ids are given without gaps, so a record's place follows from
/// its id. One thread at a time.
class LiveWindow
{
public:
    explicit LiveWindow(qsizetype capacity);

    /// Adds a record or puts it in the place of its former state. A record that is older than
    /// the window is dropped.
    void put(ExchangeRecord record);
    /// The record's state as it is kept; null if it is not.
    const ExchangeRecord *find(qint64 id) const;
    /// What changed since `cursor`, at most `max` records; the rest comes with the next call.
    RecordDelta since(quint64 cursor, qsizetype max) const;

private:
    const std::size_t m_capacity;
    std::vector<ExchangeRecord> m_ring; ///< the record of `id` lies at id modulo the capacity
    qint64 m_newest = 0;
    quint64 m_revision = 0;
};

} // namespace llmproxy::traffic
