// SPDX-License-Identifier: MIT
#include "engine/storage/event_outbox.h"

#include <iterator>

namespace llmproxy::storage {

void EventOutbox::put(std::vector<circuit::Event> events)
{
    if (!m_listener || events.empty())
        return;
    const std::lock_guard lock(m_mutex);
    m_waiting.insert(m_waiting.end(),
                     std::make_move_iterator(events.begin()),
                     std::make_move_iterator(events.end()));
}

void EventOutbox::deliver()
{
    std::unique_lock lock(m_mutex);
    if (m_delivering)
        return;
    m_delivering = true;
    while (!m_waiting.empty()) {
        const circuit::Event event = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        m_listener(event);
        lock.lock();
    }
    m_delivering = false;
}

} // namespace llmproxy::storage
