// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/event_dispatcher.h"

#include <QEventLoop>
#include <QThread>

#include <functional>
#include <thread>

namespace llmproxy::test {

/// Runs `body` in a new thread that has the chosen event dispatcher, and waits for its end. A
/// std::thread, because ThreadSanitizer sees its start and end.
inline void runInLoopThread(net::EventDispatcher::Choice choice, const std::function<void()> &body)
{
    std::thread thread([&] {
        if (auto dispatcher = net::makeEventDispatcher(choice))
            QThread::currentThread()->setEventDispatcher(dispatcher.release());
        const QEventLoop loop; // Qt makes its dispatcher for the first loop of a thread
        body();
    });
    thread.join();
}

} // namespace llmproxy::test
