// SPDX-License-Identifier: MIT
// How a store keeps to its limits.
#include "engine/history/store.h"

#include <QFile>
#include <QFileInfo>

namespace llmproxy::history {

namespace {

Failure<SqlError> full(const QString &text)
{
    return Failure<SqlError>({SqlError::Kind::Full, text});
}

} // namespace

SqlResult<qint64> Store::freePages()
{
    auto pages = m_database.number(QStringLiteral("PRAGMA page_count"));
    if (!pages)
        return pages;
    auto unused = m_database.number(QStringLiteral("PRAGMA freelist_count"));
    if (!unused)
        return unused;
    return m_budget.pages - *pages + *unused;
}

// The oldest rows leave their pages to the new ones, so that a full database does not change its
// size.
SqlResult<void> Store::makeRoom(qint64 bytes, int rows)
{
    const qint64 needed = Budget::pagesFor(bytes, rows);
    while (true) {
        const auto free = freePages();
        if (!free)
            return failureOf(free);
        if (*free >= needed)
            return fitOnDisk(Budget::walGrowth(bytes, rows));
        const auto deleted = deleteOldest();
        if (!deleted)
            return failureOf(deleted);
        if (*deleted == 0)
            return full(QStringLiteral("traffic.max_disk_mb leaves no room for a record"));
    }
}

// Where a foreign reader keeps the WAL from being emptied, nothing more is written to it than
// there is room for.
SqlResult<void> Store::fitOnDisk(qint64 growth)
{
    const bool isOver = diskBytes() + growth > m_limits.maxBytes;
    if (isOver || sizeOf(m_files.wal) > m_budget.wal) {
        if (auto emptied = emptyWal(); !emptied)
            return emptied;
    }
    if (isOver && diskBytes() + growth > m_limits.maxBytes)
        return full(QStringLiteral("another program reads the history and keeps it from getting "
                                   "smaller; traffic.max_disk_mb is reached"));
    return {};
}

// What makes it smaller is let through with an empty WAL even if the files are too large, as they
// are when the limit was lowered.
SqlResult<void> Store::fitToShrink()
{
    auto fits = fitOnDisk(Budget::walGrowth(m_budget.transaction, m_budget.rows));
    return fits || sizeOf(m_files.wal) > 0 ? fits : SqlResult<void>();
}

// Not an error where readers are in the way: then it stays as it is.
SqlResult<void> Store::emptyWal()
{
    const auto isBusy = m_database.number(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
    if (!isBusy)
        return failureOf(isBusy);
    if (*isBusy == 0)
        m_holdsDeleted = false;
    return {};
}

SqlResult<qint64> Store::deleteOldest()
{
    return deleteChunk(QStringLiteral("SELECT id, size FROM exchange ORDER BY id LIMIT ?"),
                       {m_budget.rows});
}

SqlResult<qint64> Store::deleteOlderThan(TimePoint limit)
{
    return deleteChunk(
        QStringLiteral("SELECT id, size FROM exchange WHERE at < ? ORDER BY at LIMIT ?"),
        {qint64(limit.time_since_epoch().count()), m_budget.rows});
}

// As many of the rows that `select` names as one transaction may delete; gives their number.
SqlResult<qint64> Store::deleteChunk(const QString &select, const QVariantList &values)
{
    const auto ids = idsForAChunk(select, values);
    if (!ids || ids->empty())
        return ids ? SqlResult<qint64>(0) : failureOf(ids);
    if (auto fits = fitToShrink(); !fits)
        return failureOf(fits);
    Transaction transaction(m_database);
    if (auto begun = transaction.begin(); !begun)
        return failureOf(begun);
    for (const qint64 id : *ids) {
        if (auto deleted = deleteRow(id); !deleted)
            return failureOf(deleted);
    }
    if (auto committed = transaction.commit(); !committed)
        return failureOf(committed);
    m_records -= static_cast<qint64>(ids->size());
    m_holdsDeleted = true;
    return static_cast<qint64>(ids->size());
}

SqlResult<std::vector<qint64>> Store::idsForAChunk(const QString &select,
                                                   const QVariantList &values)
{
    auto rows = m_database.execute(select, values);
    if (!rows)
        return failureOf(rows);
    std::vector<qint64> ids;
    for (qint64 bytes = 0; rows->next();) {
        bytes += rows->number(1);
        if (bytes > m_budget.transaction && !ids.empty())
            break;
        ids.push_back(rows->number(0));
    }
    return ids;
}

SqlResult<void> Store::deleteRow(qint64 id)
{
    QStringList statements{QStringLiteral("DELETE FROM detail WHERE id = ?"),
                           QStringLiteral("DELETE FROM exchange WHERE id = ?")};
    if (m_limits.fullText)
        statements += QStringLiteral("DELETE FROM body_text WHERE rowid = ?");
    for (const QString &statement : std::as_const(statements)) {
        if (const auto deleted = m_database.execute(statement, {id}); !deleted)
            return failureOf(deleted);
    }
    return {};
}

SqlResult<bool> Store::tidy(TimePoint now)
{
    const TimePoint limit = now - m_limits.maxAge;
    const QFileInfo damaged(m_files.damaged);
    if (damaged.exists()
        && damaged.lastModified().toMSecsSinceEpoch() < limit.time_since_epoch().count())
        return QFile::remove(m_files.damaged);
    const auto deleted = deleteOlderThan(limit);
    if (!deleted)
        return failureOf(deleted);
    if (*deleted > 0)
        return true;
    auto shrunk = shrink();
    if (!shrunk || *shrunk)
        return shrunk;
    if (m_holdsDeleted) {
        if (auto emptied = emptyWal(); !emptied)
            return failureOf(emptied);
    }
    return false;
}

// Some free pages are kept for the next rows.
SqlResult<bool> Store::shrink()
{
    const auto free = freePages();
    const auto unused = m_database.number(QStringLiteral("PRAGMA freelist_count"));
    if (!free || !unused)
        return failureOf(free ? unused : free);
    if (*free < 0) { // the limit was lowered
        const auto deleted = deleteOldest();
        return deleted ? SqlResult<bool>(*deleted > 0) : failureOf(deleted);
    }
    const qint64 kept = 4 * m_budget.transaction / PageBytes;
    const bool isTooLarge = *free < *unused; // then some of the unused lie beyond the limit
    if (*unused <= kept && !isTooLarge)
        return false;
    auto done = vacuum();
    if (done && isTooLarge) // it can only be set to what the database is not above
        done = m_database.run(QStringLiteral("PRAGMA max_page_count = %1").arg(m_budget.pages));
    return done ? SqlResult<bool>(true) : failureOf(done);
}

SqlResult<void> Store::vacuum()
{
    const qint64 pages = m_budget.transaction / PageBytes / 2; // each is moved, and its parent told
    if (auto fits = fitToShrink(); !fits)
        return fits;
    m_holdsDeleted = true;
    return m_database.run(QStringLiteral("PRAGMA incremental_vacuum(%1)").arg(pages));
}

} // namespace llmproxy::history
