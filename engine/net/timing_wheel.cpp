// SPDX-License-Identifier: MIT
#include "engine/net/timing_wheel.h"

#include <algorithm>
#include <utility>

namespace llmproxy::net {

namespace {

qint64 tickAt(MonotonicTime time, Duration width)
{
    return std::chrono::floor<Duration>(time).time_since_epoch() / width;
}

qint64 firstTickFrom(MonotonicTime time, Duration width)
{
    return tickAt(std::chrono::ceil<Duration>(time) + width - Duration(1), width);
}

MonotonicTime timeOf(qint64 tick, Duration width)
{
    return MonotonicTime(tick * width);
}

template<class RingType>
std::size_t slotOf(const RingType &ring, qint64 tick)
{
    return static_cast<std::size_t>(tick) % ring.heads.size();
}

} // namespace

Deadline::~Deadline()
{
    TimingWheel::cancel(*this);
}

TimingWheel::~TimingWheel()
{
    const auto forgetAll = [](auto &ring) {
        for (Deadline *&head : ring.heads) {
            while (head)
                cancel(*head);
        }
    };
    forgetAll(m_fine);
    forgetAll(m_coarse);
}

void TimingWheel::cancel(Deadline &deadline)
{
    if (!deadline.m_wheel)
        return;
    --deadline.m_wheel->m_count;
    *deadline.m_self = deadline.m_next;
    if (deadline.m_next)
        deadline.m_next->m_self = deadline.m_self;
    deadline.m_next = nullptr;
    deadline.m_self = nullptr;
    deadline.m_wheel = nullptr;
}

MonotonicTime TimingWheel::insert(Deadline &deadline, MonotonicTime due, MonotonicTime now)
{
    cancel(deadline);
    deadline.m_due = due;
    enterSlot(deadline, now);
    return deadline.m_slotTime;
}

void TimingWheel::enterSlot(Deadline &deadline, MonotonicTime now)
{
    deadline.m_wheel = this;
    ++m_count;
    if (deadline.m_due - now <= FineLimit)
        enterSlot(m_fine, deadline, now);
    else
        enterSlot(m_coarse, deadline, now);
}

template<class RingType>
void TimingWheel::enterSlot(RingType &ring, Deadline &deadline, MonotonicTime now)
{
    if (ring.occupied.none())
        ring.done = std::max(ring.done, tickAt(now, RingType::Width)); // may have slept for long
    const MonotonicTime reachable = std::min(deadline.m_due, now + RingType::Span);
    const qint64 tick = std::max(firstTickFrom(reachable, RingType::Width), ring.done + 1);
    const std::size_t slot = slotOf(ring, tick);
    ring.occupied.set(slot);

    Deadline *&head = ring.heads[slot];
    deadline.m_slotTime = timeOf(tick, RingType::Width);
    deadline.m_self = &head;
    deadline.m_next = std::exchange(head, &deadline);
    if (deadline.m_next)
        deadline.m_next->m_self = &deadline.m_next;
}

std::optional<MonotonicTime> TimingWheel::next()
{
    const auto fine = next(m_fine);
    const auto coarse = next(m_coarse);
    if (fine && coarse)
        return std::min(*fine, *coarse);
    return fine ? fine : coarse;
}

template<class RingType>
std::optional<MonotonicTime> TimingWheel::next(RingType &ring)
{
    const auto last = ring.done + qint64(ring.heads.size());
    for (qint64 tick = ring.done + 1; tick <= last && ring.occupied.any(); ++tick) {
        const std::size_t slot = slotOf(ring, tick);
        if (ring.heads[slot])
            return timeOf(tick, RingType::Width);
        ring.occupied.reset(slot);
    }
    return std::nullopt;
}

void TimingWheel::expire(MonotonicTime now)
{
    expire(m_fine, now);
    expire(m_coarse, now);
}

template<class RingType>
void TimingWheel::expire(RingType &ring, MonotonicTime now)
{
    const qint64 first = ring.done + 1;
    const qint64 current = tickAt(now, RingType::Width);
    const qint64 last = std::min(current, ring.done + qint64(ring.heads.size()));
    // Done already, so that what is set from within goes behind what is looked at here.
    ring.done = std::max(ring.done, current);
    for (qint64 tick = first; tick <= last; ++tick) {
        const std::size_t slot = slotOf(ring, tick);
        if (!ring.occupied.test(slot))
            continue;
        ring.occupied.reset(slot);
        expireSlot(ring.heads[slot], now);
    }
}

void TimingWheel::expireSlot(Deadline *&head, MonotonicTime now)
{
    Deadline *looked = std::exchange(head, nullptr);
    if (looked)
        looked->m_self = &looked; // an owner may cancel or destroy any of the list
    while (looked) {
        Deadline &deadline = *looked;
        cancel(deadline);
        if (deadline.m_due > now)
            enterSlot(deadline, now);
        else
            deadline.m_expired(deadline.m_owner);
    }
}

} // namespace llmproxy::net
