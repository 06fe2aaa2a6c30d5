// SPDX-License-Identifier: MIT
#include "engine/history/store.h"

#include "engine/history/schema.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace llmproxy::history {

namespace {

constexpr int BusyMs = 250;
constexpr qint64 LeastBytes = qint64(1) << 20; // of a limit that all goes by
constexpr int MostTries = 8;                   // to make room, where an estimate was too low

Failure<SqlError> failure(const QString &text, SqlError::Kind kind = SqlError::Kind::Other)
{
    return Failure<SqlError>({kind, text});
}

template<class T>
Failure<SqlError> failureOf(const SqlResult<T> &result)
{
    return Failure<SqlError>(result.error());
}

qint64 sizeOf(const QString &path)
{
    return QFileInfo(path).size(); // 0: it is not there
}

} // namespace

Files::Files(const QString &path)
    : folder(path)
    , database(path + QStringLiteral("/history.db"))
    , wal(database + QStringLiteral("-wal"))
    , sharedMemory(database + QStringLiteral("-shm"))
    , lock(path + QStringLiteral("/history.lock"))
    , damaged(path + QStringLiteral("/history-damaged.db"))
{}

Store::Store(const QString &folder)
    : m_files(folder)
{}

qint64 Store::diskBytes() const
{
    return sizeOf(m_files.database) + sizeOf(m_files.wal) + sizeOf(m_files.sharedMemory)
           + sizeOf(m_files.damaged);
}

SqlResult<void> Store::open(const Limits &limits)
{
    close();
    m_limits = limits;
    auto opened = prepareFiles();
    if (opened)
        opened = m_database.open(m_files.database, Database::Access::ReadWrite, BusyMs);
    if (opened)
        opened = prepareDatabase();
    if (!opened)
        close();
    return opened;
}

void Store::close()
{
    m_database.close();
    m_records = 0;
}

// Made here, not by SQLite, so that no umask and no link has a say.
SqlResult<void> Store::prepareFiles()
{
    auto made = makePrivateFolder(m_files.folder);
    if (made)
        made = m_lock.take(m_files.lock);
    for (const QString &path : {m_files.database, m_files.wal, m_files.sharedMemory}) {
        if (made)
            made = makePrivateFile(path);
    }
    return made ? SqlResult<void>() : failure(made.error());
}

SqlResult<void> Store::prepareDatabase()
{
    // The first holds only while there is no table.
    for (const QString &pragma : {QStringLiteral("PRAGMA auto_vacuum = INCREMENTAL"),
                                  QStringLiteral("PRAGMA journal_mode = WAL"),
                                  QStringLiteral("PRAGMA synchronous = NORMAL"),
                                  QStringLiteral("PRAGMA secure_delete = ON"),
                                  QStringLiteral("PRAGMA temp_store = MEMORY"),
                                  QStringLiteral("PRAGMA cache_size = -8192"),
                                  QStringLiteral("PRAGMA trusted_schema = OFF")}) {
        if (auto set = m_database.run(pragma); !set)
            return set;
    }
    if (auto current = bringUpToDate(m_database); !current)
        return current;
    const auto records = m_database.number(QStringLiteral("SELECT count(*) FROM exchange"));
    if (!records)
        return failureOf(records);
    const auto newest = m_database.number(QStringLiteral("SELECT max(id) FROM exchange"));
    if (!newest)
        return failureOf(newest);
    m_records = *records;
    m_newestId = std::max(m_newestId, *newest);
    return setLimits(m_limits);
}

SqlResult<void> Store::setLimits(const Limits &limits)
{
    if (auto set = setFullText(m_database, limits.fullText); !set)
        return set;
    m_limits = limits;
    m_budget = budgetOf(limits.maxBytes, sizeOf(m_files.damaged), limits.fullText);
    for (const QString &pragma :
         {QStringLiteral("PRAGMA max_page_count = %1").arg(m_budget.pages),
          QStringLiteral("PRAGMA journal_size_limit = %1").arg(m_budget.wal),
          QStringLiteral("PRAGMA wal_autocheckpoint = %1").arg(m_budget.wal / PageBytes)}) {
        if (auto set = m_database.run(pragma); !set)
            return set;
    }
    return {};
}

SqlResult<void> Store::write(const std::vector<Row> &rows)
{
    qint64 bytes = 0;
    for (const Row &row : rows)
        bytes += row.size();
    if (auto made = makeRoom(bytes, static_cast<int>(rows.size())); !made)
        return made;
    for (int tries = 1;; ++tries) {
        auto inserted = insert(rows);
        if (inserted || inserted.error().kind != SqlError::Kind::Full || tries == MostTries)
            return inserted;
        if (const auto deleted = deleteOldest(); !deleted || *deleted == 0)
            return inserted; // it is the disk that is full
    }
}

SqlResult<void> Store::insert(const std::vector<Row> &rows)
{
    Transaction transaction(m_database);
    auto done = transaction.begin();
    for (const Row &row : rows) {
        if (done)
            done = insert(row);
    }
    if (done)
        done = transaction.commit();
    if (!done)
        return done;
    m_records += static_cast<qint64>(rows.size());
    for (const Row &row : rows)
        m_newestId = std::max(m_newestId, row.id);
    return {};
}

SqlResult<void> Store::insert(const Row &row)
{
    const auto exchange = m_database.execute(
        QStringLiteral(
            "INSERT OR REPLACE INTO exchange (id, at, provider, model, user, status, size, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
        {row.id, row.at, row.provider, row.model, row.user, row.status, row.size(), row.record});
    if (!exchange)
        return failureOf(exchange);
    if (!row.detail.isEmpty()) {
        const auto detail =
            m_database.execute(QStringLiteral("INSERT OR REPLACE INTO detail (id, detail, request, "
                                              "response) VALUES (?, ?, ?, ?)"),
                               {row.id, row.detail, row.request, row.response});
        if (!detail)
            return failureOf(detail);
    }
    if (row.bodyText) {
        const auto text = m_database.execute(
            QStringLiteral("INSERT OR REPLACE INTO body_text (rowid, body) VALUES (?, ?)"),
            {row.id, *row.bodyText});
        if (!text)
            return failureOf(text);
    }
    return {};
}

SqlResult<qint64> Store::freePages()
{
    const auto pages = m_database.number(QStringLiteral("PRAGMA page_count"));
    if (!pages)
        return pages;
    const auto unused = m_database.number(QStringLiteral("PRAGMA freelist_count"));
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
            return failure(QStringLiteral("traffic.max_disk_mb leaves no room for a record"),
                           SqlError::Kind::Full);
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
        return failure(QStringLiteral("another program reads the history and keeps it from getting "
                                      "smaller; traffic.max_disk_mb is reached"),
                       SqlError::Kind::Full);
    return {};
}

// What makes it smaller is let through with an empty WAL even if the files are too large, as they
// are when the limit was lowered.
SqlResult<void> Store::fitToShrink()
{
    if (auto emptied = emptyWal(); !emptied)
        return emptied;
    return sizeOf(m_files.wal) == 0
               ? SqlResult<void>()
               : fitOnDisk(Budget::walGrowth(2 * m_budget.transaction, m_budget.rows));
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
    if (auto fits = fitToShrink(); !fits)
        return failureOf(fits);
    Transaction transaction(m_database);
    if (auto begun = transaction.begin(); !begun)
        return failureOf(begun);
    std::vector<qint64> ids;
    qint64 bytes = 0;
    {
        auto rows = m_database.execute(select, values);
        if (!rows)
            return failureOf(rows);
        while (bytes < m_budget.transaction && rows->next()) {
            ids.push_back(rows->number(0));
            bytes += rows->number(1);
        }
    }
    for (const qint64 id : ids) {
        if (auto deleted = deleteRow(id); !deleted)
            return failureOf(deleted);
    }
    if (auto committed = transaction.commit(); !committed)
        return failureOf(committed);
    const auto count = static_cast<qint64>(ids.size());
    m_records -= count;
    m_holdsDeleted = m_holdsDeleted || count > 0;
    return count;
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
    const auto shrunk = shrink();
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
    const qint64 pages = m_budget.transaction / PageBytes;
    if (auto fits = fitToShrink(); !fits)
        return fits;
    m_holdsDeleted = true;
    return m_database.run(QStringLiteral("PRAGMA incremental_vacuum(%1)").arg(pages));
}

SqlResult<bool> Store::isSound()
{
    auto rows = m_database.execute(QStringLiteral("PRAGMA quick_check(1)"));
    if (!rows)
        return failureOf(rows);
    return rows->next() && rows->bytes(0) == "ok";
}

SqlResult<void> Store::purge(const Limits &limits)
{
    close();
    if (auto locked = m_lock.take(m_files.lock); !locked)
        return failure(locked.error());
    bool isGone = true;
    for (const QString &path :
         {m_files.database, m_files.wal, m_files.sharedMemory, m_files.damaged})
        isGone = (!QFileInfo::exists(path) || QFile::remove(path)) && isGone;
    auto opened = open(limits);
    return opened && !isGone ? failure(QStringLiteral("some file cannot be deleted")) : opened;
}

void Store::setAside()
{
    close();
    QFile::remove(m_files.damaged);
    const qint64 size = sizeOf(m_files.database);
    // It counts as a part of the limit, of which most is for what comes.
    if (size > m_limits.maxBytes / 2 || m_limits.maxBytes - size < LeastBytes
        || !QFile::rename(m_files.database, m_files.damaged))
        QFile::remove(m_files.database);
    QFile::remove(m_files.wal);
    QFile::remove(m_files.sharedMemory);
}

} // namespace llmproxy::history
