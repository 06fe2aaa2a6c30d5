// SPDX-License-Identifier: MIT
#include "engine/net/deadlines.h"

#include "engine/net/event_dispatcher.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace llmproxy::net {

Deadlines::Deadlines(QObject *parent)
    : QObject(parent)
    , m_dispatcher(EventDispatcher::ofCurrentThread())
{}

MonotonicTime Deadlines::now() const
{
    return m_dispatcher ? m_dispatcher->now() : std::chrono::steady_clock::now();
}

void Deadlines::wakeAt(MonotonicTime time)
{
    if (m_timer)
        killTimer(std::exchange(m_timer, 0));
    m_wakesAt = time;
    const auto left = std::chrono::ceil<Duration>(time - std::chrono::steady_clock::now());
    m_timer = startTimer(std::max(left, Duration::zero()), Qt::PreciseTimer);
}

void Deadlines::timerEvent(QTimerEvent *)
{
    // Not stopped when the last deadline is cancelled, which happens with every request of an idle
    // worker: the timer comes up once more and then rests.
    killTimer(std::exchange(m_timer, 0));
    m_wakesAt = MonotonicTime::max();
    m_wheel.expire(std::chrono::steady_clock::now());
    const auto next = m_wheel.next();
    if (next && *next < m_wakesAt)
        wakeAt(*next);
}

} // namespace llmproxy::net
