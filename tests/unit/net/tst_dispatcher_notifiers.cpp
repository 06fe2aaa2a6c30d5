// SPDX-License-Identifier: MIT
// Socket notifiers: what Qt promises of an event loop, asked of ours and of Qt's own.
#include "tests/support/connected_pair.h"
#include "tests/unit/net/dispatcher_test.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <array>
#include <memory>
#include <vector>

using namespace llmproxy;
using namespace llmproxy::test;

class DispatcherNotifiersTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { eachDispatcher(); }

    void servesTheOthersInANestedLoop()
    {
        inEachLoop([] {
            constexpr int count = 8;
            std::array<ConnectedPair, count> pairs;
            std::vector<std::unique_ptr<Notifier>> notifiers;
            int served = 0;
            int idle = 0;
            for (const ConnectedPair &pair : pairs) {
                QVERIFY(pair.isOpen() && pair.send("x"));
                const auto onReady = [&] {
                    if (!pair.take()) {
                        ++idle;
                        return;
                    }
                    if (++served < count) {
                        Loop nested;
                        nested.processEvents();
                    }
                };
                notifiers.push_back(
                    std::make_unique<Notifier>(pair.near, QSocketNotifier::Read, onReady));
            }
            turn();
            QTRY_COMPARE(served, count);
            QCOMPARE(idle, 0); // what the nested loops took, the outer one does not report again
        });
    }

    void letsANotifierDieInItsOwnHandler()
    {
        inEachLoop([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen() && pair.send("x"));
            int calls = 0;
            auto *notifier = new QSocketNotifier(pair.near, QSocketNotifier::Read);
            connect(notifier, &QSocketNotifier::activated, notifier, [&] {
                ++calls;
                delete notifier;
            });
            Notifier writer(pair.near, QSocketNotifier::Write, [] {});
            turn();
            turn();
            QCOMPARE(calls, 1);
        });
    }

    void callsNoNotifierThatAnotherDisabled()
    {
        inEachLoop([] {
            ConnectedPair one;
            ConnectedPair two;
            QVERIFY(one.isOpen() && two.isOpen() && one.send("x") && two.send("x"));
            int calls = 0;
            std::unique_ptr<Notifier> first;
            std::unique_ptr<Notifier> second;
            const auto onReady = [&] {
                ++calls;
                first->setEnabled(false);
                second->setEnabled(false);
            };
            first = std::make_unique<Notifier>(one.near, QSocketNotifier::Read, onReady);
            second = std::make_unique<Notifier>(two.near, QSocketNotifier::Read, onReady);
            turn();
            turn();
            QCOMPARE(calls, 1);
        });
    }

    void reportsADescriptorsPastToNobodyNew()
    {
        inEachLoop([] {
            ConnectedPair one;
            ConnectedPair two;
            ConnectedPair quiet;
            QVERIFY(one.isOpen() && two.isOpen() && quiet.isOpen());
            QVERIFY(one.send("x") && two.send("x"));
            int calls = 0;
            int newcomerCalls = 0;
            std::unique_ptr<Notifier> first;
            std::unique_ptr<Notifier> second;
            std::unique_ptr<Notifier> newcomer;
            // Whichever is served first closes the other, whose number then goes to a connection
            // with nothing to read.
            const auto replace = [&](std::unique_ptr<Notifier> &notifier, int fd) {
                ++calls;
                first->setEnabled(false);
                second->setEnabled(false);
                notifier.reset();
                ::dup3(quiet.near, fd, O_CLOEXEC);
                newcomer =
                    std::make_unique<Notifier>(fd, QSocketNotifier::Read, [&] { ++newcomerCalls; });
            };
            first = std::make_unique<Notifier>(
                one.near, QSocketNotifier::Read, [&] { replace(second, two.near); });
            second = std::make_unique<Notifier>(
                two.near, QSocketNotifier::Read, [&] { replace(first, one.near); });
            turn();
            QCOMPARE(calls, 1);
            QCOMPARE(newcomerCalls, 0);
            QVERIFY(quiet.send("x"));
            QTRY_VERIFY(newcomerCalls > 0);
        });
    }

    void tellsReadersAndWritersOfAReset()
    {
        inEachLoop([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen());
            int reads = 0;
            int writes = 0;
            Notifier read(pair.near, QSocketNotifier::Read, [&] { ++reads; });
            Notifier write(pair.near, QSocketNotifier::Write, [&] { ++writes; });
            pair.resetFar();
            QTRY_VERIFY(reads > 0 && writes > 0);
        });
    }

    void leavesOutWhatTheFlagsExclude_data()
    {
        QTest::addColumn<int>("flags");
        QTest::addColumn<bool>("notifiers");
        QTest::addColumn<bool>("timers");
        QTest::newRow("nothing") << int(Loop::AllEvents) << true << true;
        QTest::newRow("notifiers") << int(Loop::ExcludeSocketNotifiers) << false << true;
        QTest::newRow("timers") << int(Loop::X11ExcludeTimers) << true << false;
    }

    void leavesOutWhatTheFlagsExclude()
    {
        QFETCH(int, flags);
        QFETCH(bool, notifiers);
        QFETCH(bool, timers);
        QFETCH_GLOBAL(QByteArray, noGlib);
        QFETCH_GLOBAL(net::EventDispatcher::Choice, choice);
        if (!notifiers && choice == net::EventDispatcher::Choice::Stock && noGlib.isEmpty())
            QSKIP("with glib, Qt does not leave out notifiers");
        inEachLoop([=] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen() && pair.send("x"));
            int reads = 0;
            int ticks = 0;
            int posts = 0;
            Notifier read(pair.near, QSocketNotifier::Read, [&] { ++reads; });
            QTimer timer;
            connect(&timer, &QTimer::timeout, &timer, [&] { ++ticks; });
            timer.start(1);
            Receiver receiver([&](QEvent *) { ++posts; });
            QCoreApplication::postEvent(&receiver, new QEvent(QEvent::User));
            QTest::qSleep(5);
            for (int i = 0; i < 3; ++i)
                turn(Loop::ProcessEventsFlags(flags));
            QCOMPARE(reads > 0, notifiers);
            QCOMPARE(ticks > 0, timers);
            QCOMPARE(posts, 1);
        });
    }
};
QTEST_GUILESS_MAIN(DispatcherNotifiersTest)
#include "tst_dispatcher_notifiers.moc"
