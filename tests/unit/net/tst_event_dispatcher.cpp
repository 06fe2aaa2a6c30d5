// SPDX-License-Identifier: MIT
// What Qt promises of an event loop, asked of ours and of Qt's own in the same words.
#include "engine/net/event_dispatcher.h"
#include "tests/support/connected_pair.h"
#include "tests/support/loop_thread.h"

#include <QAbstractEventDispatcher>
#include <QBasicTimer>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QHostInfo>
#include <QProcess>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>
#include <QTimerEvent>

#include <atomic>
#include <thread>

using llmproxy::net::EventDispatcher;
using llmproxy::test::ConnectedPair;
using llmproxy::test::runInLoopThread;

namespace {

using Loop = QEventLoop;

void turn(Loop::ProcessEventsFlags flags = Loop::AllEvents)
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

} // namespace

class EventDispatcherTest : public QObject
{
    Q_OBJECT

    static void run(const std::function<void()> &body)
    {
        QFETCH_GLOBAL(EventDispatcher::Choice, choice);
        QFETCH_GLOBAL(QByteArray, noGlib);
        qputenv("QT_NO_GLIB", noGlib);
        runInLoopThread(choice, body);
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<EventDispatcher::Choice>("choice");
        QTest::addColumn<QByteArray>("noGlib");
        QTest::newRow("epoll") << EventDispatcher::Choice::Epoll << QByteArray();
        QTest::newRow("Qt's poll") << EventDispatcher::Choice::Stock << QByteArray("1");
        QTest::newRow("Qt's glib") << EventDispatcher::Choice::Stock << QByteArray();
    }

    void firesTimersInTheOrderTheyAreDue()
    {
        run([] {
            QList<int> fired;
            for (const int ms : {30, 10, 0, 20})
                QTimer::singleShot(ms, Qt::PreciseTimer, [&fired, ms] { fired.append(ms); });
            QTRY_COMPARE(fired, (QList<int>{0, 10, 20, 30}));
        });
    }

    void firesTimersOfOneTimeInTheOrderTheyWereStarted()
    {
        run([] {
            QList<int> fired;
            Receiver receiver(
                [&](QEvent *event) { fired.append(static_cast<QTimerEvent *>(event)->timerId()); });
            const QList<int> started{
                receiver.startTimer(0), receiver.startTimer(0), receiver.startTimer(0)};
            turn();
            turn();
            QCOMPARE(fired, started + started);
        });
    }

    void neverFiresEarly_data()
    {
        QTest::addColumn<Qt::TimerType>("type");
        QTest::addColumn<int>("earliest");
        QTest::addColumn<int>("interval");
        QTest::newRow("precise") << Qt::PreciseTimer << 25 << 25;
        QTest::newRow("coarse, 5 percent") << Qt::CoarseTimer << 90 << 100;
        QTest::newRow("very coarse, below a second") << Qt::VeryCoarseTimer << 0 << 100;
    }
    void neverFiresEarly()
    {
        QFETCH(Qt::TimerType, type);
        QFETCH(int, earliest);
        QFETCH(int, interval);
        run([=] {
            Loop loop;
            QElapsedTimer clock;
            clock.start();
            QTimer::singleShot(interval, type, &loop, &Loop::quit);
            loop.exec();
            QVERIFY2(clock.elapsed() >= earliest, qPrintable(QString::number(clock.elapsed())));
        });
    }

    void keepsATimerSilentThatWasKilledInTheSameRound()
    {
        run([] {
            QBasicTimer first;
            QBasicTimer second;
            int fired = 0;
            Receiver receiver([&](QEvent *) {
                ++fired;
                first.stop();
                second.stop();
            });
            first.start(2, Qt::PreciseTimer, &receiver);
            second.start(2, Qt::PreciseTimer, &receiver);
            QTest::qSleep(10); // both are due when the loop looks
            turn();
            turn();
            QCOMPARE(fired, 1);
        });
    }

    void survivesATimerWhoseHandlerDeletesItsObject()
    {
        run([] {
            int fired = 0;
            auto *timer = new QTimer;
            connect(timer, &QTimer::timeout, timer, [&] {
                ++fired;
                delete timer;
            });
            timer->start(1);
            QTRY_COMPARE(fired, 1);
            turn();
            QCOMPARE(fired, 1);
        });
    }

    void doesNotFireATimerInsideItsOwnHandler()
    {
        run([] {
            int depth = 0;
            int deepest = 0;
            int others = 0;
            QTimer other;
            connect(&other, &QTimer::timeout, &other, [&] { ++others; });
            QTimer timer;
            connect(&timer, &QTimer::timeout, &timer, [&] {
                deepest = std::max(deepest, ++depth);
                Loop nested;
                QTimer::singleShot(20, &nested, &Loop::quit);
                nested.exec();
                --depth;
            });
            timer.start(1);
            other.start(1);
            QTRY_VERIFY(deepest > 0 && depth == 0);
            QCOMPARE(deepest, 1);
            QVERIFY(others > 1); // the others go on in the nested loop
        });
    }

    void firesATimerOncePerRound()
    {
        run([] {
            int fired = 0;
            Receiver receiver([&](QEvent *) {
                ++fired;
                QTest::qSleep(3); // due again when its handler returns
            });
            receiver.startTimer(1, Qt::PreciseTimer);
            QTest::qSleep(5);
            turn();
            QCOMPARE(fired, 1);
        });
    }

    void tellsRemainingTimes()
    {
        run([] {
            QTimer timer;
            timer.setTimerType(Qt::PreciseTimer);
            timer.start(1000);
            QTimer overdue;
            overdue.start(1);
            QTest::qSleep(5);
            auto *const loop = QAbstractEventDispatcher::instance();
            const int left = loop->remainingTime(timer.timerId());
            QVERIFY2(left > 500 && left <= 1000, qPrintable(QString::number(left)));
            QCOMPARE(loop->remainingTime(overdue.timerId()), 0);
        });
    }

    void listsTheTimersOfAnObject()
    {
        run([] {
            QObject object;
            QObject other;
            const int id = object.startTimer(70, Qt::PreciseTimer);
            other.startTimer(80);
            auto *const loop = QAbstractEventDispatcher::instance();
            const auto timers = loop->registeredTimers(&object);
            QCOMPARE(timers.size(), 1);
            QCOMPARE(timers[0].timerId, id);
            QCOMPARE(timers[0].interval, 70);
            QCOMPARE(timers[0].timerType, Qt::PreciseTimer);
            QVERIFY(loop->unregisterTimers(&object));
            QVERIFY(loop->registeredTimers(&object).isEmpty());
            QCOMPARE(loop->registeredTimers(&other).size(), 1);
        });
    }

    void starvesNobody()
    {
        run([] {
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
        run([] {
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
        run([] {
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
        run([] {
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
        run([] {
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
        run([] {
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
        run([] {
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

    void servesTheOthersInANestedLoop()
    {
        run([] {
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
        run([] {
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
        run([] {
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
        run([] {
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
        run([] {
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
        QFETCH_GLOBAL(EventDispatcher::Choice, choice);
        if (!notifiers && choice == EventDispatcher::Choice::Stock && noGlib.isEmpty())
            QSKIP("with glib, Qt does not leave out notifiers");
        run([=] {
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

    void carriesTcpConnections()
    {
        run([] {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            connect(&server, &QTcpServer::newConnection, &server, [&] {
                QTcpSocket *peer = server.nextPendingConnection();
                connect(
                    peer, &QTcpSocket::readyRead, peer, [peer] { peer->write(peer->readAll()); });
                connect(peer, &QTcpSocket::disconnected, peer, &QObject::deleteLater);
            });
            const QByteArray sent(1 << 20, 'x');
            QByteArray received;
            QTcpSocket client;
            connect(&client, &QTcpSocket::connected, &client, [&] { client.write(sent); });
            connect(
                &client, &QTcpSocket::readyRead, &client, [&] { received += client.readAll(); });
            client.connectToHost(QHostAddress::LocalHost, server.serverPort());
            QTRY_COMPARE(received.size(), sent.size());
            client.disconnectFromHost();
            QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
            QTRY_VERIFY(server.findChildren<QTcpSocket *>().isEmpty());
        });
    }

    void reportsARefusedConnection()
    {
        run([] {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            const quint16 port = server.serverPort();
            server.close();
            QTcpSocket client;
            client.connectToHost(QHostAddress::LocalHost, port);
            QTRY_COMPARE(client.error(), QAbstractSocket::ConnectionRefusedError);
        });
    }

    void runsProcesses()
    {
#ifdef __SANITIZE_THREAD__
        QSKIP("ThreadSanitizer loses track of threads at QProcess's vfork()");
#endif
        run([] {
            QProcess process;
            process.start(QStringLiteral("/bin/cat"), {});
            process.write("through a pipe");
            process.closeWriteChannel();
            QTRY_COMPARE(process.state(), QProcess::NotRunning);
            QCOMPARE(process.readAll(), QByteArray("through a pipe"));
        });
    }

    void looksUpHosts()
    {
        run([] {
            Loop loop;
            QHostInfo found;
            QHostInfo::lookupHost(QStringLiteral("localhost"), &loop, [&](const QHostInfo &host) {
                found = host;
                loop.quit();
            });
            QTimer::singleShot(5000, &loop, &Loop::quit);
            loop.exec();
            QCOMPARE(found.error(), QHostInfo::NoError);
            QVERIFY(!found.addresses().isEmpty());
        });
    }
};
QTEST_GUILESS_MAIN(EventDispatcherTest)
#include "tst_event_dispatcher.moc"
