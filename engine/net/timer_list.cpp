// SPDX-License-Identifier: MIT
#include "engine/net/timer_list.h"

#include <QCoreApplication>
#include <QTimerEvent>

#include <algorithm>
#include <chrono>

namespace llmproxy::net {

namespace {

using namespace std::chrono_literals;
using TimerInfo = TimerList::TimerInfo;

/// Qt promises 5 % for a coarse timer and a full second for a very coarse one. Meeting on whole
/// seconds lets the slow timers of a thread share a wake-up.
MonotonicTime aligned(MonotonicTime due, const TimerInfo &timer)
{
    const Duration interval(timer.interval);
    const bool toSeconds = (timer.timerType == Qt::VeryCoarseTimer && interval >= 1s)
                           || (timer.timerType == Qt::CoarseTimer && interval >= 20s);
    return toSeconds ? MonotonicTime(std::chrono::round<std::chrono::seconds>(due)) : due;
}

} // namespace

void TimerList::add(const TimerInfo &timer, QObject *receiver, MonotonicTime now)
{
    const MonotonicTime due = aligned(now + Duration(timer.interval), timer);
    const auto later = std::upper_bound(m_timers.begin(),
                                        m_timers.end(),
                                        due,
                                        [](MonotonicTime t, const Timer &x) { return t < x.due; });
    m_timers.insert(later, Timer{due, receiver, ++m_serial, 0, timer, false});
}

TimerList::Position TimerList::find(int id)
{
    return std::find_if(m_timers.begin(), m_timers.end(), [id](const Timer &timer) {
        return timer.info.timerId == id;
    });
}

bool TimerList::remove(int id)
{
    const auto timer = find(id);
    if (timer == m_timers.end())
        return false;
    m_timers.erase(timer);
    return true;
}

bool TimerList::removeAll(const QObject *receiver)
{
    return std::erase_if(m_timers,
                         [receiver](const Timer &timer) { return timer.receiver == receiver; })
           > 0;
}

QList<TimerInfo> TimerList::timersOf(const QObject *receiver) const
{
    QList<TimerInfo> found;
    for (const Timer &timer : m_timers) {
        if (timer.receiver == receiver)
            found.append(timer.info);
    }
    return found;
}

std::optional<Duration> TimerList::remaining(int id, MonotonicTime now) const
{
    for (const Timer &timer : m_timers) {
        if (timer.info.timerId == id)
            return std::max(std::chrono::ceil<Duration>(timer.due - now), Duration::zero());
    }
    return std::nullopt;
}

std::optional<MonotonicTime> TimerList::nextDue() const
{
    // A timer whose handler runs a nested loop does not wake that loop.
    for (const Timer &timer : m_timers) {
        if (!timer.delivering)
            return timer.due;
    }
    return std::nullopt;
}

void TimerList::rearmFirst(MonotonicTime now)
{
    Timer &first = m_timers.front();
    const Duration interval(first.info.interval);
    MonotonicTime due = first.due + interval;
    if (due < now)
        due = now + interval; // fires that were missed are not made up for
    first.due = aligned(due, first.info);
    const auto later = std::upper_bound(m_timers.begin() + 1,
                                        m_timers.end(),
                                        first.due,
                                        [](MonotonicTime t, const Timer &x) { return t < x.due; });
    std::rotate(m_timers.begin(), m_timers.begin() + 1, later);
}

int TimerList::fire(MonotonicTime now)
{
    const quint64 round = ++m_round;
    int fired = 0;
    // Handlers may add and remove timers, so each step looks at the front again. A re-armed timer
    // goes behind the others that are due, so one that fired in this round ends it.
    while (!m_timers.empty() && m_timers.front().due <= now && m_timers.front().round != round) {
        Timer &first = m_timers.front();
        const Timer timer = first;
        first.round = round;
        first.delivering = true;
        rearmFirst(now);
        if (timer.info.interval > 0)
            ++fired;
        if (timer.delivering)
            continue;
        QTimerEvent event(timer.info.timerId);
        QCoreApplication::sendEvent(timer.receiver, &event);
        const auto again = find(timer.info.timerId);
        if (again != m_timers.end() && again->serial == timer.serial)
            again->delivering = false;
    }
    return fired;
}

} // namespace llmproxy::net
