// SPDX-License-Identifier: MIT
// Timers of an event loop: what Qt promises of them, asked of our loop and of Qt's own.
#include "tests/unit/net/dispatcher_test.h"

#include <QAbstractEventDispatcher>
#include <QBasicTimer>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QTimer>
#include <QTimerEvent>

using namespace llmproxy::test;

class DispatcherTimersTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { eachDispatcher(); }

    void firesTimersInTheOrderTheyAreDue()
    {
        inEachLoop([] {
            QList<int> fired;
            for (const int ms : {30, 10, 0, 20})
                QTimer::singleShot(ms, Qt::PreciseTimer, [&fired, ms] { fired.append(ms); });
            QTRY_COMPARE(fired, (QList<int>{0, 10, 20, 30}));
        });
    }

    void firesTimersOfOneTimeInTheOrderTheyWereStarted()
    {
        inEachLoop([] {
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
        inEachLoop([=] {
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
        inEachLoop([] {
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
        inEachLoop([] {
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
        inEachLoop([] {
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
        inEachLoop([] {
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
        inEachLoop([] {
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
        inEachLoop([] {
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
};
QTEST_GUILESS_MAIN(DispatcherTimersTest)
#include "tst_dispatcher_timers.moc"
