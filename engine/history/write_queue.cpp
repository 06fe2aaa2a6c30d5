// SPDX-License-Identifier: MIT
#include "engine/history/write_queue.h"

#include <utility>

namespace llmproxy::history {

namespace {

std::shared_ptr<const traffic::ExchangeDetail> withoutBodies(const traffic::ExchangeDetail &detail)
{
    auto heads = std::make_shared<traffic::ExchangeDetail>(detail);
    heads->request.bytes.clear();
    heads->response.bytes.clear();
    return heads;
}

bool hasBodies(const traffic::ExchangeDetail &detail)
{
    return !detail.request.bytes.isEmpty() || !detail.response.bytes.isEmpty();
}

} // namespace

WriteQueue::WriteQueue(std::size_t maxEntries, qint64 maxBytes)
    : m_maxEntries(maxEntries)
    , m_maxBytes(maxBytes)
{}

void WriteQueue::add(Entry entry)
{
    const std::lock_guard lock(m_mutex);
    if (m_entries.size() >= m_maxEntries) {
        ++m_dropped.records;
        return;
    }
    qint64 weight = entry.detail ? entry.detail->weight() : 0;
    if (weight > m_maxBytes - m_bytes && hasBodies(*entry.detail)) {
        entry.detail = withoutBodies(*entry.detail);
        weight = entry.detail->weight();
        ++m_dropped.bodies;
    }
    if (weight > m_maxBytes - m_bytes) {
        entry.detail.reset();
        weight = 0;
    }
    m_bytes += weight;
    m_entries.push_back(std::move(entry));
    if (m_entries.size() == 1 || isUrgent())
        m_changed.notify_one();
}

void WriteQueue::post(Task task)
{
    const std::lock_guard lock(m_mutex);
    m_tasks.push_back(std::move(task));
    m_changed.notify_one();
}

void WriteQueue::count(Dropped dropped)
{
    const std::lock_guard lock(m_mutex);
    m_dropped.records += dropped.records;
    m_dropped.bodies += dropped.bodies;
}

void WriteQueue::stop()
{
    const std::lock_guard lock(m_mutex);
    m_isStopping = true;
    m_changed.notify_one();
}

bool WriteQueue::isUrgent() const
{
    return m_isStopping || !m_tasks.empty() || m_entries.size() >= m_maxEntries / 4
           || m_bytes >= m_maxBytes / 4;
}

WriteQueue::Taken WriteQueue::take(Duration gather, Duration atMost)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, atMost, [this] { return isUrgent() || !m_entries.empty(); });
    if (!m_entries.empty())
        m_changed.wait_for(lock, gather, [this] { return isUrgent(); });
    m_bytes = 0;
    return {std::exchange(m_entries, {}), std::exchange(m_tasks, {}), m_isStopping};
}

WriteQueue::Taken WriteQueue::takeTasks(Duration atMost)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, atMost, [this] { return m_isStopping || !m_tasks.empty(); });
    return {{}, std::exchange(m_tasks, {}), m_isStopping};
}

WriteQueue::Dropped WriteQueue::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

} // namespace llmproxy::history
