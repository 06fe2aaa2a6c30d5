// SPDX-License-Identifier: MIT
// Posted events and wake-ups: what Qt promises of an event loop, asked of ours and of Qt's own.
#include "tests/support/connected_pair.h"
#include "tests/unit/net/dispatcher_test.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <atomic>
#include <thread>
#include <utility>

using namespace llmproxy::test;

class DispatcherWakeUpsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { eachDispatcher(); }

    void starvesNobody()
    {
        inEachLoop([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen() && pair.send("x"));
            int reads = 0; // nobody takes the byte, so the socket is always ready
            int idles = 0;
            int ticks = 0;
            int posts = 0;
            Notifier read(pair.near, QSocketNotifier::Read, [&] { ++reads; });
            QTimer idle;
            connect(&idle, &QTimer::timeout, &idle, [&] { ++idles; });
            idle.start(0);
            QTimer tick;
            connect(&tick, &QTimer::timeout, &tick, [&] { ++ticks; });
            tick.start(1);
            Receiver poster([&](QEvent *) {
                ++posts;
                QCoreApplication::postEvent(&poster, new QEvent(QEvent::User));
            });
            QCoreApplication::postEvent(&poster, new QEvent(QEvent::User));
            Loop loop;
            QTimer::singleShot(100, &loop, &Loop::quit);
            loop.exec();
            QVERIFY(reads > 20 && idles > 20 && ticks > 5 && posts > 20);
        });
    }

    void returnsFromATurnThatDeliveredAPostedEvent()
    {
        inEachLoop([] {
            bool delivered = false;
            Receiver receiver([&](QEvent *) { delivered = true; });
            QTimer guard; // so that a loop that sleeps on does not hang the test
            guard.start(2000);
            QCoreApplication::postEvent(&receiver, new QEvent(QEvent::User));
            QElapsedTimer clock;
            clock.start();
            while (!delivered)
                turn(Loop::WaitForMoreEvents);
            QVERIFY(clock.elapsed() < 1000);
        });
    }

    void wakesForAnEventPostedByATimer()
    {
        inEachLoop([] {
            Loop loop;
            Receiver receiver([&](QEvent *) { loop.quit(); });
            QTimer::singleShot(1, &loop, [&] {
                QCoreApplication::postEvent(&receiver, new QEvent(QEvent::User));
            });
            QTimer guard;
            connect(&guard, &QTimer::timeout, &loop, [&] { loop.exit(1); });
            guard.start(2000);
            QCOMPARE(loop.exec(), 0);
        });
    }

    void wakesForAnEventPostedAtTheLastMoment()
    {
        inEachLoop([] {
            Loop loop;
            Receiver receiver([&](QEvent *) { loop.quit(); });
            bool posted = false;
            connect(QAbstractEventDispatcher::instance(),
                    &QAbstractEventDispatcher::aboutToBlock,
                    &loop,
                    [&] {
                        if (!std::exchange(posted, true))
                            QCoreApplication::postEvent(&receiver, new QEvent(QEvent::User));
                    });
            QTimer guard;
            connect(&guard, &QTimer::timeout, &loop, [&] { loop.exit(1); });
            guard.start(2000);
            QCOMPARE(loop.exec(), 0);
        });
    }

    void doesNotSleepAfterAnInterrupt()
    {
        inEachLoop([] {
            QTimer guard;
            guard.start(2000);
            QElapsedTimer clock;
            clock.start();
            QAbstractEventDispatcher::instance()->interrupt();
            turn(Loop::WaitForMoreEvents | Loop::EventLoopExec);
            QVERIFY(clock.elapsed() < 1000);
        });
    }

    void losesNoPostOfOtherThreads()
    {
        inEachLoop([] {
            constexpr int each = 5000;
            int received = 0;
            Loop loop;
            Receiver receiver([&](QEvent *) {
                if (++received == 2 * each)
                    loop.quit();
            });
            const auto post = [&] {
                for (int i = 0; i < each; ++i)
                    QCoreApplication::postEvent(&receiver, new QEvent(QEvent::User));
            };
            QTimer guard;
            connect(&guard, &QTimer::timeout, &loop, [&] { loop.exit(1); });
            guard.start(10000);
            std::thread one(post);
            std::thread two(post);
            loop.exec();
            one.join();
            two.join();
            QCOMPARE(received, 2 * each);
        });
    }

    void losesNoQuitOfAnotherThread()
    {
        inEachLoop([] {
            // Our own wake-ups, which need not write anything, race with those of the other thread.
            Receiver receiver([](QEvent *) {});
            std::atomic<Loop *> current = nullptr;
            std::atomic<bool> ended = false;
            std::thread quitter([&] {
                while (!ended) {
                    if (Loop *loop = current.exchange(nullptr))
                        loop->quit();
                }
            });
            int lost = 0;
            for (int i = 0; i < 300 && !lost; ++i) {
                Loop loop;
                QTimer guard;
                connect(&guard, &QTimer::timeout, &loop, [&] {
                    ++lost;
                    loop.quit();
                });
                guard.start(3000);
                QTimer::singleShot(0, &loop, [&] {
                    current = &loop;
                    QCoreApplication::postEvent(&receiver, new QEvent(QEvent::User));
                });
                loop.exec();
            }
            ended = true;
            quitter.join();
            QCOMPARE(lost, 0);
        });
    }
};
QTEST_GUILESS_MAIN(DispatcherWakeUpsTest)
#include "tst_dispatcher_wake_ups.moc"
