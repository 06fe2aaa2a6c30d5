// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QAbstractEventDispatcher>
#include <QList>

#include <optional>
#include <vector>

namespace llmproxy::net {

/// The QObject timers of one event loop, ordered by due time and, among equals, by age.
///
/// Behaves as Qt's own: a timer fires at most once per round, not while its own handler runs (a
/// nested loop), and not after it was killed, be it by an earlier handler of the same round.
/// Adding and removing are linear in the number of timers: connections use Deadlines instead.
class TimerList
{
public:
    using TimerInfo = QAbstractEventDispatcher::TimerInfo;

    void add(const TimerInfo &timer, QObject *receiver, MonotonicTime now);
    bool remove(int id);
    bool removeAll(const QObject *receiver);

    QList<TimerInfo> timersOf(const QObject *receiver) const;
    /// Rounded up to whole milliseconds, 0 when overdue; nothing for an unknown id.
    std::optional<Duration> remaining(int id, MonotonicTime now) const;
    /// When the loop must wake up; nothing when no timer can fire.
    std::optional<MonotonicTime> nextDue() const;
    bool isEmpty() const { return m_timers.empty(); }

    /// Sends a QTimerEvent for each timer due at `now` and arms it again. Returns how many were
    /// due, those with an interval of 0 not counted: they are what a loop does when it is idle.
    int fire(MonotonicTime now);

private:
    struct Timer
    {
        MonotonicTime due;
        QObject *receiver = nullptr;
        quint64 serial = 0; // ids come back after a kill, serials never do
        quint64 round = 0;  // in which it fired last
        TimerInfo info{0, 0, Qt::CoarseTimer};
        bool delivering = false; // its handler is running
    };
    using Position = std::vector<Timer>::iterator;

    Position find(int id);
    void rearmFirst(MonotonicTime now);

    std::vector<Timer> m_timers;
    quint64 m_serial = 0;
    quint64 m_round = 0;
};

} // namespace llmproxy::net
