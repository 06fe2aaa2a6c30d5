// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace llmproxy::history {

inline constexpr qint64 PageBytes = 4096; ///< SQLite's default, and that of our files

/// How much of the disk each part of the history may take, so that all of it stays below the limit
/// at every moment: while a transaction is written (to the WAL) and while it is moved into the
/// database. Pure.
struct Budget
{
    qint64 transaction = 0; ///< most bytes of rows that are written or deleted at once
    int rows = 0;           ///< most rows at once
    qint64 wal = 0;         ///< bytes of the WAL from which it is emptied
    qint64 pages = 0;       ///< most pages of the database

    bool operator==(const Budget &) const = default;

    /// What a transaction of so many bytes and rows adds to the WAL at most: each row touches its
    /// own pages and a few of the indexes.
    static qint64 walGrowth(qint64 bytes, int rows);
    /// Pages that rows of so many bytes take in the database at most.
    static qint64 pagesFor(qint64 bytes, int rows);
};

/// The shares of `maxBytes` (at least 1 MiB), `aside` of which other files in the folder take. A
/// full-text index is merged now and then, which writes as much of the WAL as it has: half is for
/// that.
Budget budgetOf(qint64 maxBytes, qint64 aside, bool hasFullText);

} // namespace llmproxy::history
