// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QAbstractEventDispatcher>

#include <chrono>
#include <memory>

namespace llmproxy::net {

/// Told once that the other side of a connection is gone, even while nobody reads from it.
class HangupListener
{
public:
    /// The peer closed or reset the connection, or will send no more (a half close). Bytes it sent
    /// before may still wait in the kernel. The listener may unwatch, close and delete here.
    virtual void peerHungUp() = 0;

protected:
    ~HangupListener() = default;
};

/// The event loop of a worker where it costs O(ready descriptors) per wake-up. Qt's own loops hand
/// every open descriptor to poll() each time (docs/adr/0002-epoll-event-dispatcher.md).
///
/// Lives in the thread it serves, which owns it; only wakeUp() and interrupt() are for any thread.
class EventDispatcher : public QAbstractEventDispatcher
{
public:
    enum class Choice {
        Epoll, ///< ours; where there is no epoll, the same as Stock
        Stock, ///< whatever Qt gives a thread
    };

    /// What was asked of the kernel since the start; for tests and benchmarks.
    struct Counters
    {
        quint64 waits = 0;    ///< times the loop asked for ready descriptors
        quint64 controls = 0; ///< changes of interest (epoll_ctl)
    };

    /// The dispatcher this thread runs, or nullptr when it is another than ours.
    static EventDispatcher *ofCurrentThread();

    /// Calls `listener` once when the peer of `fd` hangs up, whether or not a notifier is enabled,
    /// and after the notifiers of the same wake-up were called. One listener per descriptor: a
    /// second call replaces it. For connected sockets. The listener is borrowed; unwatchHangup()
    /// before it dies and before `fd` is closed.
    virtual void watchHangup(int fd, HangupListener *listener) = 0;
    /// No call comes after this. Harmless for a descriptor that is not watched.
    virtual void unwatchHangup(int fd) = 0;

    virtual Counters counters() const = 0;

    /// The time, read at most once per turn of the loop: it may lag by as long as the handlers of
    /// this turn have been running.
    MonotonicTime now()
    {
        if (m_turnTime == MonotonicTime())
            m_turnTime = std::chrono::steady_clock::now();
        return m_turnTime;
    }

protected:
    void forgetTurnTime() { m_turnTime = MonotonicTime(); }

private:
    MonotonicTime m_turnTime; // the clock's zero: not read in this turn yet
};

/// A dispatcher to give to QThread::setEventDispatcher() before the thread runs a loop. nullptr
/// means: set none, Qt makes its own.
std::unique_ptr<QAbstractEventDispatcher> makeEventDispatcher(EventDispatcher::Choice choice);

} // namespace llmproxy::net
