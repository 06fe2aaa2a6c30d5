// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"
#include "engine/traffic/filter.h"

#include <memory>
#include <optional>

namespace llmproxy::traffic {

/// Which of the stored exchanges are wanted, newest first.
struct HistoryQuery
{
    Filter filter;     ///< empty: all
    qint64 before = 0; ///< only ids below; 0: all
    int limit = 200;   ///< at most so many; 1000 is the most
};

struct HistoryPage
{
    QList<ExchangeRecord> records; ///< by id, newest first
    /// Pass it as `before` for what follows; 0: nothing does. A page may have few records, or none,
    /// and still one behind it: a search gives what it found in a moment.
    qint64 next = 0;
    QByteArray error; ///< for people; empty: none
};

/// One exchange as it is stored.
struct StoredExchange
{
    std::optional<ExchangeRecord> record;         ///< none: it is not there
    std::shared_ptr<const ExchangeDetail> detail; ///< null: nothing is kept besides the record
    QByteArray error;                             ///< for people; empty: none
};

} // namespace llmproxy::traffic
