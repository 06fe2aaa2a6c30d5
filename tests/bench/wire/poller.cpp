// SPDX-License-Identifier: MIT
#include "tests/bench/wire/poller.h"

#include <algorithm>
#include <ctime>

namespace llmproxy::bench {

Poller::Poller()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_ready(1024)
{}

void Poller::add(int descriptor, Watcher &watcher, bool watchWritable)
{
    control(EPOLL_CTL_ADD, descriptor, watcher, watchWritable);
}

void Poller::setWatchWritable(int descriptor, Watcher &watcher, bool watchWritable)
{
    control(EPOLL_CTL_MOD, descriptor, watcher, watchWritable);
}

void Poller::control(int operation, int descriptor, Watcher &watcher, bool watchWritable)
{
    epoll_event event{};
    event.events = watchWritable ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = &watcher;
    epoll_ctl(m_epoll.number(), operation, descriptor, &event);
}

void Poller::wait(TimePoint deadline)
{
    const Duration left = std::max(Duration::zero(), Duration(deadline - Clock::now()));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec timeout{static_cast<time_t>(seconds.count()), (left - seconds).count()};
    // epoll_pwait2 because epoll_wait's milliseconds are too coarse for 10 000 events a second.
    const int count = epoll_pwait2(
        m_epoll.number(), m_ready.data(), static_cast<int>(m_ready.size()), &timeout, nullptr);
    for (int index = 0; index < count; ++index) {
        const epoll_event &event = m_ready[static_cast<std::size_t>(index)];
        static_cast<Watcher *>(event.data.ptr)
            ->onReady((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0,
                      (event.events & EPOLLOUT) != 0);
    }
}

} // namespace llmproxy::bench
