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

Failure<SqlError> failure(const QString &text)
{
    return Failure<SqlError>({SqlError::Kind::Other, text});
}

} // namespace

qint64 sizeOf(const QString &path)
{
    return QFileInfo(path).size();
}

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
