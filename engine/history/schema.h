// SPDX-License-Identifier: MIT
#pragma once

#include "engine/history/database.h"

namespace llmproxy::history {

/// The version of the tables that this program writes; kept in the file as `user_version`.
inline constexpr int SchemaVersion = 2;

// exchange: a record as JSON (docs/exchange-record.md), with what is searched by in columns.
// detail: heads and times as JSON, the bodies as they are.
// body_text: with full_text, what the bodies say, for FTS5. By trigrams, as a filter's text may
// stand anywhere in a word.

/// Makes the tables, or brings those of an older version up to date, a version at a time, each in
/// a transaction. An error of kind Other: a newer program wrote the file.
SqlResult<void> bringUpToDate(Database &database);

/// The full-text table is there if and only if it is wanted. What was stored without it is not
/// found by it.
SqlResult<void> setFullText(Database &database, bool isWanted);

} // namespace llmproxy::history
