// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/history/budget.h"
#include "engine/history/database.h"
#include "engine/history/private_files.h"
#include "engine/history/row.h"

#include <vector>

namespace llmproxy::history {

/// What the history may take, and what it is to do.
struct Limits
{
    qint64 maxBytes = qint64(512) << 20; ///< of all files, at every moment
    Duration maxAge = std::chrono::days(7);
    bool fullText = false; ///< an index over what bodies say

    bool operator==(const Limits &) const = default;
};

/// Where the files of a history are. `database` is an SQLite file in WAL mode.
struct Files
{
    explicit Files(const QString &path); ///< of the folder

    QString folder;
    QString database;
    QString wal;
    QString sharedMemory;
    QString lock;
    QString damaged; ///< a database that could not be read, kept for a while
};

qint64 sizeOf(const QString &path); ///< of a file; 0: it is not there

/// The tables of a history, to be written. Lives in one thread. Open, it is the only one that
/// writes: the folder is locked. Errors leave it as it was, so that the same can be tried again.
class Store
{
public:
    explicit Store(const QString &folder);
    Q_DISABLE_COPY_MOVE(Store)

    SqlResult<void> open(const Limits &limits);
    void close();
    bool isOpen() const { return m_database.isOpen(); }
    SqlResult<void> setLimits(const Limits &limits);

    /// In one transaction, after the oldest made room. The rows keep to budget().
    SqlResult<void> write(const std::vector<Row> &rows);
    /// A step towards the limits: deletes what is too old or too much, gives space back to the
    /// disk. False: nothing is left to do.
    SqlResult<bool> tidy(TimePoint now);
    SqlResult<bool> isSound(); ///< reads all of it
    /// Begins anew with empty files; the old ones are deleted. No other connection of this process
    /// may be open, here and in the next one.
    SqlResult<void> purge(const Limits &limits);
    /// Puts a damaged database out of the way; of several the last is kept. Closed afterwards.
    void setAside();

    const Files &files() const { return m_files; }
    const Limits &limits() const { return m_limits; }
    const Budget &budget() const { return m_budget; }
    qint64 records() const { return m_records; }
    qint64 newestId() const { return m_newestId; } ///< 0: none
    qint64 diskBytes() const;                      ///< of all files

private:
    SqlResult<void> prepareFiles();
    SqlResult<void> prepareDatabase();
    SqlResult<void> insert(const std::vector<Row> &rows);
    SqlResult<void> insert(const Row &row);
    SqlResult<void> makeRoom(qint64 bytes, int rows);
    SqlResult<void> fitOnDisk(qint64 growth);
    SqlResult<void> fitToShrink();
    SqlResult<void> emptyWal();
    SqlResult<qint64> deleteOldest();
    SqlResult<qint64> deleteOlderThan(TimePoint limit);
    SqlResult<qint64> deleteChunk(const QString &select, const QVariantList &values);
    SqlResult<std::vector<qint64>> idsForAChunk(const QString &select, const QVariantList &values);
    SqlResult<void> deleteRow(qint64 id);
    SqlResult<qint64> freePages(); ///< that rows can still take; below 0: there are too many
    SqlResult<bool> shrink();
    SqlResult<void> vacuum();

    const Files m_files;
    FolderLock m_lock;
    Database m_database;
    Limits m_limits;
    Budget m_budget;
    qint64 m_records = 0;
    qint64 m_newestId = 0;
    bool m_holdsDeleted = false; ///< the WAL may, still
};

} // namespace llmproxy::history
