// SPDX-License-Identifier: MIT
#pragma once

#include <QThread>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace llmproxy::history {

/// A thread that does what it is asked, one task after the other. Those that wait when it goes are
/// not done.
class TaskThread final
{
public:
    using Task = std::function<void()>;

    TaskThread(const QString &name, std::size_t maxWaiting);
    ~TaskThread();
    Q_DISABLE_COPY_MOVE(TaskThread)

    /// From any thread. False: too many wait already.
    bool post(Task task);

private:
    void run();

    const std::size_t m_maxWaiting;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Task> m_tasks;  // guarded by m_mutex
    bool m_isStopping = false; // guarded by m_mutex
    std::unique_ptr<QThread> m_thread;
};

} // namespace llmproxy::history
