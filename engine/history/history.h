// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/log_line.h"
#include "engine/history/task_thread.h"
#include "engine/history/writer.h"
#include "engine/stats/snapshot.h"
#include "engine/traffic/history_page.h"

#include <QThread>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <shared_mutex>

namespace llmproxy::history {

/// What went through, on disk. One thread writes, another answers questions; nobody waits for
/// either. Whatever goes wrong with the disk or the file is told in status() and in the log, and
/// tried again; what cannot be written meanwhile is dropped and counted.
class History final
{
public:
    struct Surroundings
    {
        LogSink log;                    ///< may be empty
        std::function<TimePoint()> now; ///< wall-clock time
        /// Called in the writing thread when the history can be written to for the first time, in
        /// the constructor or later: ids up to this one are taken, and an exchange that has one of
        /// them all the same is not stored.
        std::function<void(qint64 newestId)> opened;
    };

    /// Opens or makes the files, or sees that it cannot yet.
    History(const QString &folder, const Limits &limits, Surroundings surroundings);
    ~History(); ///< writes what waits, if it can
    Q_DISABLE_COPY_MOVE(History)

    // From any thread.
    void add(Entry entry); ///< an exchange that has ended
    void setLimits(const Limits &limits);
    void setPaused(bool isPaused); ///< nothing is stored; what is there stays
    stats::HistoryStatus status() const;

    // From any thread; `then` is called in another one, or at once with an error. Where the history
    // ends first, it is not called.
    using PageThen = std::function<void(traffic::HistoryPage)>;
    using ExchangeThen = std::function<void(traffic::StoredExchange)>;
    void page(const traffic::HistoryQuery &query, PageThen then);
    void find(qint64 id, ExchangeThen then);
    /// Deletes all there is; the error is for people, empty: none. What comes with an id up to
    /// `lastId` afterwards is not stored.
    void purge(qint64 lastId, std::function<void(QByteArray error)> then);
    /// When all that was added before was written, or could not be.
    void whenWritten(std::function<void()> then);

private:
    void run(std::promise<void> &opened);
    void round();
    void open();
    void dropTaken(std::vector<Entry> &entries);
    void publish();
    void log(const stats::HistoryStatus &before, const stats::HistoryStatus &now) const;
    template<class T>
    void ask(std::function<SqlResult<T>()> question, std::function<void(T)> then);

    const Surroundings m_surroundings;
    const QString m_database;
    std::shared_mutex m_files; ///< shared: a reader has a connection; else files come and go
    WriteQueue m_queue;
    std::atomic<bool> m_isPaused{false};
    std::atomic<bool> m_isOpen{false};
    mutable std::mutex m_mutex;
    stats::HistoryStatus m_status; // guarded by m_mutex
    Writer m_writer;               ///< of the writing thread alone, with what follows
    qint64 m_takenIds = -1;        ///< ids up to this one; -1: not known yet
    qint64 m_purgedIds = 0;        ///< ids up to this one
    bool m_isStopping = false;
    TaskThread m_reader;
    std::unique_ptr<QThread> m_thread; ///< that writes
};

} // namespace llmproxy::history
