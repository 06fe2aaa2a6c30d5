// SPDX-License-Identifier: MIT
#include "engine/history/task_thread.h"

#include <utility>

namespace llmproxy::history {

TaskThread::TaskThread(const QString &name, std::size_t maxWaiting)
    : m_maxWaiting(maxWaiting)
    , m_thread(QThread::create([this] { run(); }))
{
    m_thread->setObjectName(name);
    m_thread->start();
}

TaskThread::~TaskThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
        m_changed.notify_one();
    }
    m_thread->wait();
}

bool TaskThread::post(Task task)
{
    const std::lock_guard lock(m_mutex);
    if (m_tasks.size() >= m_maxWaiting)
        return false;
    m_tasks.push_back(std::move(task));
    m_changed.notify_one();
    return true;
}

void TaskThread::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_isStopping || !m_tasks.empty(); });
        if (m_isStopping)
            return;
        const Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

} // namespace llmproxy::history
