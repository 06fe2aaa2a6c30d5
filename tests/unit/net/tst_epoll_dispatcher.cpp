// SPDX-License-Identifier: MIT
// What only our dispatcher does: hang-ups, few system calls, recovery from a stolen descriptor.
#include "engine/net/event_dispatcher.h"
#include "tests/support/connected_pair.h"
#include "tests/support/loop_thread.h"

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QRegularExpression>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <thread>

using llmproxy::net::EventDispatcher;
using llmproxy::net::HangupListener;
using llmproxy::test::ConnectedPair;
using llmproxy::test::runInLoopThread;

namespace {

enum class Leaving { Closes, HalfCloses, Resets, SendsAndCloses };

class Listener final : public HangupListener
{
public:
    explicit Listener(std::function<void()> onHangup = {})
        : m_onHangup(std::move(onHangup))
    {}
    void peerHungUp() override
    {
        ++calls;
        if (m_onHangup)
            m_onHangup();
    }
    int calls = 0;

private:
    std::function<void()> m_onHangup;
};

void run(const std::function<void()> &body)
{
    runInLoopThread(EventDispatcher::Choice::Epoll, body);
}

EventDispatcher &dispatcher()
{
    return *EventDispatcher::ofCurrentThread();
}

void turn()
{
    dispatcher().processEvents(QEventLoop::AllEvents);
}

/// How often the loop wakes up in 50 ms in which nothing should happen.
quint64 idleWakeUps()
{
    const quint64 before = dispatcher().counters().waits;
    QEventLoop loop;
    QTimer::singleShot(50, &loop, &QEventLoop::quit);
    loop.exec();
    return dispatcher().counters().waits - before;
}

void leave(ConnectedPair &pair, Leaving how)
{
    switch (how) {
    case Leaving::Closes:
        return pair.closeFar();
    case Leaving::HalfCloses:
        return pair.halfCloseFar();
    case Leaving::Resets:
        return pair.resetFar();
    case Leaving::SendsAndCloses:
        pair.send("last words");
        return pair.closeFar();
    }
}

} // namespace

class EpollDispatcherTest : public QObject
{
    Q_OBJECT

private slots:
    void isFoundInItsOwnThreadOnly()
    {
        QVERIFY(!EventDispatcher::ofCurrentThread());
        run([] { QVERIFY(EventDispatcher::ofCurrentThread()); });
        runInLoopThread(EventDispatcher::Choice::Stock, [] {
            QVERIFY(QAbstractEventDispatcher::instance());
            QVERIFY(!EventDispatcher::ofCurrentThread());
        });
    }

    void leavesTheRestOfADescriptorToTheNestedLoop()
    {
        run([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen() && pair.send("x"));
            int writes = 0;
            QSocketNotifier read(pair.near, QSocketNotifier::Read);
            connect(&read, &QSocketNotifier::activated, &read, [&] {
                if (pair.take())
                    turn();
            });
            QSocketNotifier write(pair.near, QSocketNotifier::Write);
            connect(&write, &QSocketNotifier::activated, &write, [&] { ++writes; });
            turn();
            QCOMPARE(writes, 1);
        });
    }

    void noticesAHangupWhileNobodyReads_data()
    {
        QTest::addColumn<Leaving>("how");
        QTest::newRow("close") << Leaving::Closes;
        QTest::newRow("half close") << Leaving::HalfCloses;
        QTest::newRow("reset") << Leaving::Resets;
        QTest::newRow("unread bytes and close") << Leaving::SendsAndCloses;
    }
    void noticesAHangupWhileNobodyReads()
    {
        QFETCH(Leaving, how);
        run([how] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen());
            int reads = 0;
            QSocketNotifier read(pair.near, QSocketNotifier::Read);
            connect(&read, &QSocketNotifier::activated, &read, [&] { ++reads; });
            Listener listener;
            dispatcher().watchHangup(pair.near, &listener);
            turn();
            read.setEnabled(false);
            QVERIFY(pair.send("unread"));
            QVERIFY(idleWakeUps() <= 3);
            QCOMPARE(listener.calls, 0);

            leave(pair, how);
            QTRY_COMPARE(listener.calls, 1);
            QVERIFY(idleWakeUps() <= 3); // the condition lasts, the wake-ups do not
            QCOMPARE(listener.calls, 1);
            QCOMPARE(reads, 0);
        });
    }

    void tellsOfBytesBeforeTheHangup()
    {
        run([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen());
            QByteArray story;
            QSocketNotifier read(pair.near, QSocketNotifier::Read);
            connect(&read, &QSocketNotifier::activated, &read, [&] {
                story += 'r';
                while (pair.take()) {
                }
                read.setEnabled(false);
            });
            Listener listener([&] { story += 'h'; });
            dispatcher().watchHangup(pair.near, &listener);
            leave(pair, Leaving::SendsAndCloses);
            turn();
            QCOMPARE(story, QByteArray("rh"));
        });
    }

    void saysNothingToAListenerThatTheReaderRemoved()
    {
        run([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen());
            Listener listener;
            QSocketNotifier read(pair.near, QSocketNotifier::Read);
            connect(&read, &QSocketNotifier::activated, &read, [&] {
                dispatcher().unwatchHangup(pair.near);
                read.setEnabled(false);
            });
            dispatcher().watchHangup(pair.near, &listener);
            pair.closeFar();
            turn();
            turn();
            QCOMPARE(listener.calls, 0);
        });
    }

    void tellsANewListenerNothingOfTheDescriptorsPast()
    {
        run([] {
            ConnectedPair one;
            ConnectedPair two;
            ConnectedPair quiet;
            QVERIFY(one.isOpen() && two.isOpen() && quiet.isOpen());
            Listener newcomer;
            const auto replace = [&](int fd) {
                dispatcher().unwatchHangup(fd);
                ::dup3(quiet.near, fd, O_CLOEXEC);
                dispatcher().watchHangup(fd, &newcomer);
            };
            Listener first([&] { replace(two.near); });
            Listener second([&] { replace(one.near); });
            dispatcher().watchHangup(one.near, &first);
            dispatcher().watchHangup(two.near, &second);
            one.closeFar();
            two.closeFar();
            turn();
            turn();
            QCOMPARE(first.calls + second.calls, 1);
            QCOMPARE(newcomer.calls, 0);
            quiet.closeFar();
            QTRY_COMPARE(newcomer.calls, 1);
        });
    }

    void tellsNothingOfAConnectionThatTheReaderReplaced()
    {
        run([] {
            ConnectedPair pair;
            ConnectedPair quiet;
            QVERIFY(pair.isOpen() && quiet.isOpen());
            Listener listener;
            Listener newcomer;
            int writes = 0;
            std::unique_ptr<QSocketNotifier> write;
            auto read = std::make_unique<QSocketNotifier>(pair.near, QSocketNotifier::Read);
            connect(read.get(), &QSocketNotifier::activated, read.get(), [&] {
                read->setEnabled(false);
                dispatcher().unwatchHangup(pair.near);
                ::dup3(quiet.near, pair.near, O_CLOEXEC);
                dispatcher().watchHangup(pair.near, &newcomer);
                write = std::make_unique<QSocketNotifier>(pair.near, QSocketNotifier::Write);
                connect(write.get(), &QSocketNotifier::activated, write.get(), [&] { ++writes; });
            });
            dispatcher().watchHangup(pair.near, &listener);
            pair.resetFar();
            turn();
            QVERIFY(write);
            QCOMPARE(writes + listener.calls + newcomer.calls, 0);
            turn();
            QVERIFY(writes > 0);
            QCOMPARE(listener.calls + newcomer.calls, 0);
        });
    }

    void watchesAgainAfterAHangupWasTold()
    {
        run([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen());
            Listener listener;
            dispatcher().watchHangup(pair.near, &listener);
            pair.closeFar();
            QTRY_COMPARE(listener.calls, 1);
            dispatcher().watchHangup(pair.near, &listener);
            QTRY_COMPARE(listener.calls, 2);
        });
    }

    void doesNotSpinOnABrokenConnectionThatNobodyWants()
    {
        run([] {
            ConnectedPair pair;
            QVERIFY(pair.isOpen());
            QSocketNotifier read(pair.near, QSocketNotifier::Read);
            QSocketNotifier write(pair.near, QSocketNotifier::Write);
            turn();
            write.setEnabled(false);
            read.setEnabled(false);
            pair.resetFar();
            QVERIFY(idleWakeUps() <= 3);

            int reads = 0;
            connect(&read, &QSocketNotifier::activated, &read, [&] { ++reads; });
            read.setEnabled(true);
            turn();
            QCOMPARE(reads, 1); // it is still told when it asks
        });
    }

    void sleepsWhenThereIsNothingToDo()
    {
        run([] { QVERIFY(idleWakeUps() <= 3); });
    }

    void sleepsInANestedLoopOfATimer()
    {
        run([] {
            std::optional<quint64> wakeUps;
            QTimer timer; // due again at once, but silent while its handler runs
            connect(&timer, &QTimer::timeout, &timer, [&] {
                wakeUps = idleWakeUps();
                timer.stop();
            });
            timer.start(0);
            QTRY_VERIFY(wakeUps);
            QVERIFY2(*wakeUps <= 3, qPrintable(QString::number(*wakeUps)));
        });
    }

    void sleepsAgainAfterAnotherThreadWokeIt()
    {
        run([] {
            std::thread([loop = &dispatcher()] { loop->wakeUp(); }).join();
            turn();
            QVERIFY(idleWakeUps() <= 3);
        });
    }

    void paysNothingForWriteInterestThatCancelsOut()
    {
        run([] {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            QTcpSocket client;
            client.connectToHost(QHostAddress::LocalHost, server.serverPort());
            QTRY_VERIFY(server.hasPendingConnections());
            QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
            QTcpSocket *peer = server.nextPendingConnection();
            turn();

            const quint64 before = dispatcher().counters().controls;
            constexpr int pairs = 1000;
            for (int i = 0; i < pairs; ++i) {
                client.write("data: {}\n\n");
                client.flush();
                if (i % 10 == 0)
                    turn();
            }
            const quint64 controls = dispatcher().counters().controls - before;
            QVERIFY2(controls <= 2, qPrintable(QString::number(controls)));
            QTRY_COMPARE(peer->bytesAvailable(), qint64(10) * pairs);
        });
    }

    void servesANumberThatWasReopenedBehindItsBack()
    {
        run([] {
            ConnectedPair pair;
            ConnectedPair other;
            QVERIFY(pair.isOpen() && other.isOpen());
            QSocketNotifier stale(pair.near, QSocketNotifier::Read);
            turn();
            ::dup3(other.near, pair.near, O_CLOEXEC); // closes what `stale` was made for
            QTest::ignoreMessage(QtWarningMsg,
                                 QRegularExpression(QStringLiteral("second notifier")));
            int reads = 0;
            QSocketNotifier fresh(pair.near, QSocketNotifier::Read);
            connect(&fresh, &QSocketNotifier::activated, &fresh, [&] { ++reads; });
            QVERIFY(other.send("x"));
            turn();
            QCOMPARE(reads, 1);
        });
    }

    void refusesADescriptorThatIsNotOpen()
    {
        run([] {
            ConnectedPair pair;
            const int fd = pair.near;
            pair.closeNear();
            QTest::ignoreMessage(QtWarningMsg,
                                 QRegularExpression(QStringLiteral("cannot be waited for")));
            const QSocketNotifier read(fd, QSocketNotifier::Read);
            turn();
            QVERIFY(!read.isEnabled());
        });
    }

    void readsTheClockOncePerTurn()
    {
        run([] {
            turn();
            const auto first = dispatcher().now();
            QTest::qSleep(2);
            QCOMPARE(dispatcher().now(), first);
            turn();
            QVERIFY(dispatcher().now() >= first + std::chrono::milliseconds(2));
        });
    }
};
QTEST_GUILESS_MAIN(EpollDispatcherTest)
#include "tst_epoll_dispatcher.moc"
