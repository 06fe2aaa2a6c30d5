// SPDX-License-Identifier: MIT
#include "engine/net/epoll_dispatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace llmproxy::net {

namespace {

constexpr std::uint32_t Broken = EPOLLHUP | EPOLLERR; // reported whether asked for or not

// As Qt's own loop: each notifier hears of a broken connection, or its owner would never look.
constexpr std::array<std::uint32_t, 3> Concerns{
    EPOLLIN | Broken,
    EPOLLOUT | Broken,
    EPOLLPRI | Broken,
};
static_assert(QSocketNotifier::Read == 0 && QSocketNotifier::Write == 1
              && QSocketNotifier::Exception == 2);

constexpr int NoTimeout = -1;

} // namespace

std::uint32_t EpollDispatcher::Watch::events() const
{
    std::uint32_t mask = listener ? std::uint32_t(EPOLLRDHUP) : 0;
    for (std::size_t type = 0; type < notifiers.size(); ++type) {
        if (notifiers.at(type))
            mask |= Concerns.at(type) & ~Broken;
    }
    return mask;
}

EpollDispatcher::EpollDispatcher()
    : m_wakeUp(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_wakeUp < 0)
        qFatal("eventfd failed: %s", qPrintable(qt_error_string(errno)));
    m_interest.set(m_wakeUp, EPOLLIN);
}

EpollDispatcher::~EpollDispatcher()
{
    ::close(m_wakeUp);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    // Both flags are taken before anything is looked at: whatever is set from here on belongs to
    // the next turn, and keeps this one from sleeping.
    const bool interrupted = m_interrupted.exchange(false, std::memory_order_acq_rel);
    const bool woken = m_woken.exchange(false, std::memory_order_acq_rel);

    emit awake();
    QCoreApplication::sendPostedEvents();

    // A caller that asked for a single turn has had its events with a wake-up; exec() goes on.
    const bool mayBlock = flags.testFlag(QEventLoop::WaitForMoreEvents) && !interrupted
                          && (!woken || flags.testFlag(QEventLoop::EventLoopExec))
                          && !m_woken.load(std::memory_order_acquire);
    if (mayBlock)
        emit aboutToBlock();
    if (m_interrupted.load(std::memory_order_acquire))
        return false;

    int handled = woken ? 1 : 0;
    applyInterest();
    const int timeout = timeoutOf(flags, mayBlock);
    handled += flags.testFlag(QEventLoop::ExcludeSocketNotifiers) ? waitForWakeUpOnly(timeout)
                                                                  : waitAndDeliver(timeout);
    if (!flags.testFlag(QEventLoop::X11ExcludeTimers) && !m_timers.isEmpty())
        handled += m_timers.fire(std::chrono::steady_clock::now());
    return handled > 0 || m_woken.load(std::memory_order_acquire);
}

int EpollDispatcher::timeoutOf(QEventLoop::ProcessEventsFlags flags, bool mayBlock) const
{
    // From here to the wait no code of this thread runs that could set the flag, and another
    // thread that sets it also writes the eventfd.
    if (!mayBlock || m_woken.load(std::memory_order_acquire))
        return 0;
    if (flags.testFlag(QEventLoop::X11ExcludeTimers))
        return NoTimeout;
    const auto due = m_timers.nextDue();
    if (!due)
        return NoTimeout;
    const auto left = std::chrono::ceil<Duration>(*due - std::chrono::steady_clock::now()).count();
    return int(std::clamp<Duration::rep>(left, 0, std::numeric_limits<int>::max()));
}

int EpollDispatcher::waitForWakeUpOnly(int timeoutMs)
{
    pollfd wakeUp{m_wakeUp, POLLIN, 0};
    const int ready = ::poll(&wakeUp, 1, timeoutMs);
    forgetTurnTime();
    if (ready <= 0)
        return 0;
    drainWakeUp();
    return 1;
}

int EpollDispatcher::waitAndDeliver(int timeoutMs)
{
    const quint64 batch = ++m_batch;
    const int count = m_interest.wait(m_ready, timeoutMs);
    forgetTurnTime();
    int handled = 0;
    // A handler that runs a nested loop starts a new batch, which has all that is still ready.
    for (std::size_t i = 0; i < std::size_t(count) && batch == m_batch; ++i)
        handled += deliver(epoll_event(m_ready.at(i)));
    return handled;
}

int EpollDispatcher::deliver(const epoll_event &event)
{
    const quint64 batch = m_batch;
    const auto fd = m_interest.descriptorOf(event);
    if (fd == m_wakeUp) {
        drainWakeUp();
        return 1;
    }
    // Looked up again each time: a handler may have given the descriptor's number to another
    // connection, of which the event knows nothing, or have made the table grow.
    const auto holds = [&] { return m_batch == batch && m_interest.descriptorOf(event); };
    QEvent activation(QEvent::SockAct);
    int handled = 0;
    for (std::size_t type = 0; type < Concerns.size() && holds(); ++type) {
        QSocketNotifier *const notifier = m_watches[std::size_t(*fd)].notifiers[type];
        if (!notifier || !(event.events & Concerns[type]))
            continue;
        ++handled;
        QCoreApplication::sendEvent(notifier, &activation);
    }
    if ((event.events & (EPOLLRDHUP | Broken)) && holds())
        handled += deliverHangup(*fd);
    return handled;
}

bool EpollDispatcher::deliverHangup(int fd)
{
    HangupListener *const listener = watchOf(fd).listener;
    if (!listener)
        return false;
    unwatchHangup(fd); // said once; the condition stays, so asking again would spin
    listener->peerHungUp();
    return true;
}

void EpollDispatcher::drainWakeUp() const
{
    eventfd_t count = 0;
    ::eventfd_read(m_wakeUp, &count); // a nested loop may have been faster: nothing to read then
}

EpollDispatcher::Watch &EpollDispatcher::watchOf(int fd)
{
    Q_ASSERT(fd >= 0);
    const auto index = std::size_t(fd);
    if (index >= m_watches.size())
        m_watches.resize(std::max(index + 64, 2 * m_watches.size()));
    return m_watches[index];
}

void EpollDispatcher::applyInterest()
{
    while (const auto fd = m_interest.takeChanged()) {
        if (!m_interest.apply(*fd))
            refuse(*fd);
    }
}

void EpollDispatcher::refuse(int fd)
{
    qWarning("EventDispatcher: descriptor %d cannot be waited for (%s), its notifiers are disabled",
             fd,
             qPrintable(qt_error_string(errno)));
    unwatchHangup(fd);
    for (QSocketNotifier *notifier : watchOf(fd).notifiers) {
        if (notifier)
            notifier->setEnabled(false);
    }
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    Q_ASSERT(notifier->thread() == QThread::currentThread());
    const int fd = int(notifier->socket());
    const auto type = std::size_t(notifier->type());
    Watch &watch = watchOf(fd);
    QSocketNotifier *const former = std::exchange(watch.notifiers.at(type), notifier);
    if (former && former != notifier) {
        qWarning("EventDispatcher: a second notifier for descriptor %d takes over", fd);
        m_interest.forget(fd); // most likely closed and opened anew behind the first one's back
    }
    m_interest.set(fd, watch.events());
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    Q_ASSERT(notifier->thread() == QThread::currentThread());
    const int fd = int(notifier->socket());
    if (fd < 0)
        return;
    const auto type = std::size_t(notifier->type());
    Watch &watch = watchOf(fd);
    if (watch.notifiers.at(type) != notifier)
        return;
    watch.notifiers.at(type) = nullptr;
    m_interest.set(fd, watch.events());
    // Sockets turn writing on and off all the time while they read. One that stops reading may be
    // about to close, after which the kernel must know nothing of it.
    if (!watch.notifiers[QSocketNotifier::Read] && !m_interest.apply(fd))
        refuse(fd);
}

void EpollDispatcher::watchHangup(int fd, HangupListener *listener)
{
    Watch &watch = watchOf(fd);
    if (watch.listener)
        m_interest.forget(fd);
    watch.listener = listener;
    m_interest.set(fd, watch.events());
}

void EpollDispatcher::unwatchHangup(int fd)
{
    Watch &watch = watchOf(fd);
    if (!watch.listener)
        return;
    watch.listener = nullptr;
    m_interest.set(fd, watch.events());
    if (!m_interest.apply(fd))
        refuse(fd);
}

void EpollDispatcher::registerTimer(int id, qint64 interval, Qt::TimerType type, QObject *receiver)
{
    Q_ASSERT(receiver->thread() == QThread::currentThread());
    const int whole = int(std::min<qint64>(interval, std::numeric_limits<int>::max()));
    m_timers.add(TimerInfo(id, whole, type), receiver, std::chrono::steady_clock::now());
}

bool EpollDispatcher::unregisterTimer(int id)
{
    return m_timers.remove(id);
}

bool EpollDispatcher::unregisterTimers(QObject *receiver)
{
    return m_timers.removeAll(receiver);
}

QList<QAbstractEventDispatcher::TimerInfo>
EpollDispatcher::registeredTimers(QObject *receiver) const
{
    return m_timers.timersOf(receiver);
}

int EpollDispatcher::remainingTime(int id)
{
    const auto left = m_timers.remaining(id, std::chrono::steady_clock::now());
    return left ? int(left->count()) : -1;
}

void EpollDispatcher::wakeUp()
{
    // This thread is awake already and sees the flag before it sleeps. Whoever finds it set by
    // another finds the eventfd written as well, or the loop not asleep.
    if (m_woken.exchange(true, std::memory_order_acq_rel) || QThread::currentThread() == thread())
        return;
    ::eventfd_write(m_wakeUp, 1);
}

void EpollDispatcher::interrupt()
{
    m_interrupted.store(true, std::memory_order_release);
    wakeUp();
}

} // namespace llmproxy::net
