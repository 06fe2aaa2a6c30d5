// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/event.h"

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace llmproxy::storage {

/// Hands events to one listener: each once, in the order in which they were put, one at a time.
/// From any thread. The listener runs without a lock, so it may cause events itself.
class EventOutbox
{
public:
    using Listener = std::function<void(const circuit::Event &)>;

    explicit EventOutbox(Listener listener)
        : m_listener(std::move(listener))
    {}

    /// Put under the lock that orders what happens; then, without it, deliver.
    void put(std::vector<circuit::Event> events);
    /// Returns at once if another thread is delivering: that one takes these along.
    void deliver();

private:
    const Listener m_listener;
    std::mutex m_mutex;
    std::deque<circuit::Event> m_waiting; // guarded by m_mutex
    bool m_delivering = false;            // guarded by m_mutex
};

} // namespace llmproxy::storage
