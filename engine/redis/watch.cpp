// SPDX-License-Identifier: MIT
#include "engine/redis/watch.h"

#include <utility>

namespace llmproxy::redis {

Watch::Watch(TimePoint now, Changed changed)
    : m_changed(std::move(changed))
{
    m_status.awaySince = now;
}

void Watch::joined()
{
    const std::lock_guard lock(m_mutex);
    ++m_clients;
}

void Watch::left(bool wasUp)
{
    std::unique_lock lock(m_mutex);
    --m_clients;
    m_up -= wasUp ? 1 : 0;
    if (m_clients > 0)
        settle(std::move(lock));
}

void Watch::connected()
{
    std::unique_lock lock(m_mutex);
    ++m_up;
    settle(std::move(lock));
}

void Watch::settle(std::unique_lock<std::mutex> lock)
{
    if (m_up < m_clients || m_status.connected)
        return;
    m_status.connected = true;
    m_status.awaySince.reset();
    m_told = false;
    const Status status = m_status;
    lock.unlock();
    tell(status);
}

void Watch::lost(bool wasUp, const QByteArray &error, TimePoint now)
{
    std::unique_lock lock(m_mutex);
    m_up -= wasUp ? 1 : 0;
    m_status.connected = false;
    m_status.lastError = error;
    if (!m_status.awaySince)
        m_status.awaySince = now;
    if (std::exchange(m_told, true))
        return;
    const Status status = m_status;
    lock.unlock();
    tell(status);
}

Status Watch::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void Watch::tell(const Status &status) const
{
    if (m_changed)
        m_changed(status);
}

} // namespace llmproxy::redis
