// SPDX-License-Identifier: MIT
#pragma once

#include "engine/history/database.h"
#include "engine/traffic/history_page.h"

#include <functional>

namespace llmproxy::history {

// Each call has a connection of its own and reads in short transactions, so that it holds nothing
// up: the WAL can be emptied between them. From any thread, of any process; `path` is that of the
// database.

SqlResult<traffic::HistoryPage> readPage(const QString &path, const traffic::HistoryQuery &query);
SqlResult<traffic::StoredExchange> readExchange(const QString &path, qint64 id);

/// Every record, the oldest first, from that time on. Ends early if `each` is false.
SqlResult<void> readAll(const QString &path,
                        TimePoint since,
                        const std::function<bool(const traffic::ExchangeRecord &)> &each);

} // namespace llmproxy::history
