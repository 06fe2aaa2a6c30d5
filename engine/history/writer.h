// SPDX-License-Identifier: MIT
#pragma once

#include "engine/history/store.h"
#include "engine/history/write_queue.h"

#include <shared_mutex>
#include <vector>

namespace llmproxy::history {

/// Brings entries into a store and goes on where that fails: what cannot be written stays and is
/// tried again, a damaged database is put aside, a group of entries that fails again and again is
/// given up. Lives in one thread.
class Writer
{
public:
    /// `files` is held exclusively while files come and go.
    Writer(const QString &folder, const Limits &limits, std::shared_mutex &files);
    Q_DISABLE_COPY_MOVE(Writer)

    bool isOpen() const { return m_store.isOpen(); }
    bool hasWaiting() const { return m_next < m_waiting.size(); }

    void open();
    void take(std::vector<Entry> entries); ///< only where none waits
    void write();                          ///< what waits, as far as it goes
    void tidy(TimePoint now);              ///< some steps; see Store::tidy()
    void setLimits(const Limits &limits);
    void purge();
    void check(); ///< as somebody found it damaged
    void close(); ///< what waits is lost

    /// When to come back at the latest, if nothing happens before.
    Duration comeBackAfter() const;
    /// Since the last call.
    WriteQueue::Dropped takeDropped() { return std::exchange(m_dropped, {}); }
    const QByteArray &error() const { return m_error; }   ///< why nothing can be written now
    const QByteArray &damage() const { return m_damage; } ///< what was found once
    const Store &store() const { return m_store; }

private:
    struct Group
    {
        std::vector<Row> rows;
        std::size_t end = 0; ///< of the entries that it is made of
        WriteQueue::Dropped dropped;
    };

    Group nextGroup() const;
    bool writeGroup();
    void settle(const Group &group);
    void failed(const SqlError &error);
    void putAside(const QString &why);

    std::shared_mutex &m_files;
    Store m_store;
    Limits m_limits;
    std::vector<Entry> m_waiting; ///< from m_next on
    std::size_t m_next = 0;
    int m_failures = 0;     ///< in a row
    bool m_hasMore = false; ///< to tidy
    WriteQueue::Dropped m_dropped;
    QByteArray m_error;
    QByteArray m_damage;
};

} // namespace llmproxy::history
