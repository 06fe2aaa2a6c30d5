// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/wire/descriptor.h"
#include "tests/bench/wire/time.h"

#include <sys/epoll.h>
#include <vector>

namespace llmproxy::bench {

/// A level-triggered epoll set. Readability is always watched, writability on demand.
/// A descriptor leaves the set when it is closed.
class Poller
{
public:
    /// What a descriptor is registered with. It must live until the wait() in which it was closed
    /// has returned, because that round may still hold an event for it.
    class Watcher
    {
    public:
        virtual void onReady(bool readable, bool writable) = 0;

    protected:
        ~Watcher() = default;
    };

    Poller();

    void add(int descriptor, Watcher &watcher, bool watchWritable);
    void setWatchWritable(int descriptor, Watcher &watcher, bool watchWritable);

    /// Sleeps until something is ready or the deadline has come, then calls the watchers once each.
    void wait(TimePoint deadline);

private:
    void control(int operation, int descriptor, Watcher &watcher, bool watchWritable);

    Descriptor m_epoll;
    std::vector<epoll_event> m_ready;
};

} // namespace llmproxy::bench
