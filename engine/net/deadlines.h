// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/net/timing_wheel.h"

#include <QObject>

namespace llmproxy::net {

class EventDispatcher;

/// All time-outs of one worker on a single timer: see TimingWheel for what they cost and how
/// coarse they are. A time-out may also be short by the time the handlers of the loop's turn had
/// been running when it was set, for now() is read once per turn.
///
/// Lives in the thread whose loop runs when it is made; outlives no loop. Owned by the worker.
class Deadlines final : public QObject
{
public:
    explicit Deadlines(QObject *parent = nullptr);

    /// Expires `after` from now(); moves a deadline that is set already.
    void set(Deadline &deadline, Duration after)
    {
        const MonotonicTime time = now();
        const MonotonicTime slotTime = m_wheel.set(deadline, time + after, time);
        if (slotTime < m_wakesAt)
            wakeAt(slotTime);
    }
    static void cancel(Deadline &deadline) { TimingWheel::cancel(deadline); }

    /// Under our EventDispatcher read once per turn of the loop, else at each call.
    MonotonicTime now() const;

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void wakeAt(MonotonicTime time);

    TimingWheel m_wheel;
    EventDispatcher *const m_dispatcher;
    int m_timer = 0;
    MonotonicTime m_wakesAt = MonotonicTime::max(); // max: the timer does not run
};

} // namespace llmproxy::net
