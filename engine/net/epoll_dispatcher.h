// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/epoll_interest.h"
#include "engine/net/event_dispatcher.h"
#include "engine/net/timer_list.h"

#include <array>
#include <atomic>
#include <sys/epoll.h>
#include <vector>

class QSocketNotifier;

namespace llmproxy::net {

/// The EventDispatcher of Linux. It behaves as Qt's own loop does, except that a notifier on a
/// regular file is refused: epoll has no such events.
class EpollDispatcher final : public EventDispatcher
{
public:
    EpollDispatcher();
    ~EpollDispatcher() override;
    Q_DISABLE_COPY_MOVE(EpollDispatcher)

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    // From Qt 6.8 on these reach us through Qt's bridge for dispatchers with whole milliseconds.
    void registerTimer(int id, qint64 interval, Qt::TimerType type, QObject *receiver) override;
    bool unregisterTimer(int id) override;
    bool unregisterTimers(QObject *receiver) override;
    QList<TimerInfo> registeredTimers(QObject *receiver) const override;
    int remainingTime(int id) override;

    void wakeUp() override;
    void interrupt() override;

    void watchHangup(int fd, HangupListener *listener) override;
    void unwatchHangup(int fd) override;
    Counters counters() const override { return {m_batch, m_interest.controls()}; }

private:
    /// Who wants to know about one descriptor.
    struct Watch
    {
        std::array<QSocketNotifier *, 3> notifiers{}; // by QSocketNotifier::Type
        HangupListener *listener = nullptr;

        std::uint32_t events() const;
    };

    Watch &watchOf(int fd);
    void applyInterest();
    void refuse(int fd);
    int timeoutOf(QEventLoop::ProcessEventsFlags flags, bool mayBlock) const;
    int waitForWakeUpOnly(int timeoutMs);
    int waitAndDeliver(int timeoutMs);
    int deliver(const epoll_event &event);
    bool deliverHangup(int fd);
    void drainWakeUp() const;

    EpollInterest m_interest;
    int m_wakeUp; // an eventfd
    std::atomic<bool> m_woken = false;
    std::atomic<bool> m_interrupted = false;
    std::vector<Watch> m_watches; // by descriptor
    TimerList m_timers;
    std::array<epoll_event, 512> m_ready{}; // of the current batch
    quint64 m_batch = 0;                    // counts the waits
};

} // namespace llmproxy::net
