// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/event_dispatcher.h"
#include "tests/support/loop_thread.h"

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTest>

#include <functional>
#include <utility>

namespace llmproxy::test {

using Loop = QEventLoop;

/// The global data of a test: it is asked of our event dispatcher and of Qt's two.
inline void eachDispatcher()
{
    using Choice = net::EventDispatcher::Choice;
    QTest::addColumn<Choice>("choice");
    QTest::addColumn<QByteArray>("noGlib");
    QTest::newRow("epoll") << Choice::Epoll << QByteArray();
    QTest::newRow("Qt's poll") << Choice::Stock << QByteArray("1");
    QTest::newRow("Qt's glib") << Choice::Stock << QByteArray();
}

/// Runs `body` in a thread that has the dispatcher of the current row.
inline void inEachLoop(const std::function<void()> &body)
{
    QFETCH_GLOBAL(net::EventDispatcher::Choice, choice);
    QFETCH_GLOBAL(QByteArray, noGlib);
    qputenv("QT_NO_GLIB", noGlib);
    runInLoopThread(choice, body);
}

/// One turn of the current thread's loop.
inline void turn(Loop::ProcessEventsFlags flags = Loop::AllEvents)
{
    QAbstractEventDispatcher::instance()->processEvents(flags);
}

/// A QObject whose events are a function's.
class Receiver : public QObject
{
public:
    explicit Receiver(std::function<void(QEvent *)> onEvent)
        : m_onEvent(std::move(onEvent))
    {}
    bool event(QEvent *event) override
    {
        m_onEvent(event);
        return true;
    }

private:
    std::function<void(QEvent *)> m_onEvent;
};

/// Calls `onReady` for each activation.
class Notifier : public QSocketNotifier
{
public:
    Notifier(int fd, Type type, const std::function<void()> &onReady)
        : QSocketNotifier(fd, type)
    {
        connect(this, &QSocketNotifier::activated, this, [onReady] { onReady(); });
    }
};

} // namespace llmproxy::test
