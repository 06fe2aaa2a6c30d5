// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/history/row.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace llmproxy::history {

/// What waits to be written. Bounded: where too much waits, the bodies of what comes are dropped,
/// then whole entries, and both are counted. From any thread.
class WriteQueue
{
public:
    using Task = std::function<void()>;

    struct Dropped
    {
        qint64 records = 0;
        qint64 bodies = 0; ///< exchanges that were stored without them
    };

    WriteQueue(std::size_t maxEntries, qint64 maxBytes);

    void add(Entry entry);
    void post(Task task);        ///< to be run after what waits now
    void count(Dropped dropped); ///< of what was taken and could not be written
    void stop();

    /// What waits, once there is something and it had `gather` to become more; nothing after
    /// `atMost`. A task, a stop and a quarter of the bounds shorten both.
    struct Taken
    {
        std::vector<Entry> entries;
        std::vector<Task> tasks;
        bool isStopping = false;
    };
    Taken take(Duration gather, Duration atMost);
    /// As before, but leaves the entries.
    Taken takeTasks(Duration atMost);

    Dropped dropped() const;

private:
    bool isUrgent() const;

    const std::size_t m_maxEntries;
    const qint64 m_maxBytes;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Entry> m_entries; // all guarded by m_mutex
    std::vector<Task> m_tasks;
    qint64 m_bytes = 0; ///< of the details that wait
    Dropped m_dropped;
    bool m_isStopping = false;
};

} // namespace llmproxy::history
