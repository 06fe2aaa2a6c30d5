// SPDX-License-Identifier: MIT
#include "engine/history/budget.h"

#include <algorithm>

namespace llmproxy::history {

namespace {

constexpr qint64 KiB = 1024;
constexpr qint64 MiB = 1024 * KiB;
constexpr qint64 SharedMemory = 64 * KiB; // the -shm file of a WAL of up to 8000 pages
constexpr qint64 Fixed = 96 * KiB;        // roots, the freelist, the sums of FTS5
constexpr qint64 BytesPerRow = 16 * KiB;
constexpr qint64 PagesPerRow = 2;
constexpr qint64 LeastPages = 64;

// A row fills its last page to the half, and a page of the WAL has a head of its own.
constexpr qint64 withWaste(qint64 bytes)
{
    return bytes + bytes / 4;
}

} // namespace

qint64 Budget::walGrowth(qint64 bytes, int rows)
{
    return withWaste(bytes) + rows * PagesPerRow * PageBytes + Fixed;
}

qint64 Budget::pagesFor(qint64 bytes, int rows)
{
    return withWaste(bytes) / PageBytes + rows * PagesPerRow + 8;
}

Budget budgetOf(qint64 maxBytes, qint64 aside, bool hasFullText)
{
    Budget budget;
    const qint64 total = std::max<qint64>(maxBytes - aside, MiB);
    budget.transaction = std::clamp<qint64>(total / 32, 32 * KiB, 4 * MiB);
    budget.rows = static_cast<int>(std::max<qint64>(budget.transaction / BytesPerRow, 4));
    budget.wal = budget.transaction;
    const qint64 beside =
        SharedMemory + budget.wal + Budget::walGrowth(budget.transaction, budget.rows);
    const qint64 database = (total - beside) / (hasFullText ? 2 : 1);
    budget.pages = std::max(database / PageBytes, LeastPages);
    return budget;
}

} // namespace llmproxy::history
