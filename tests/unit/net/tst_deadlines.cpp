// SPDX-License-Identifier: MIT
#include "engine/net/deadlines.h"
#include "engine/net/event_dispatcher.h"
#include "tests/support/loop_thread.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QTest>

using namespace std::chrono_literals;
using llmproxy::Duration;
using llmproxy::net::Deadline;
using llmproxy::net::Deadlines;
using llmproxy::net::EventDispatcher;
using llmproxy::test::runInLoopThread;

namespace {

struct Owner
{
    std::vector<qint64> expiredAt; // ms since it was made
    QElapsedTimer clock;
    Deadline deadline = Deadline::calling<&Owner::expired>(*this);

    Owner() { clock.start(); }
    void expired() { expiredAt.push_back(clock.elapsed()); }
};

bool timerRuns(Deadlines &deadlines)
{
    return !QAbstractEventDispatcher::instance()->registeredTimers(&deadlines).isEmpty();
}

} // namespace

class DeadlinesTest : public QObject
{
    Q_OBJECT

    static void run(const std::function<void()> &body)
    {
        QFETCH_GLOBAL(EventDispatcher::Choice, choice);
        runInLoopThread(choice, body);
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<EventDispatcher::Choice>("choice");
        QTest::newRow("epoll") << EventDispatcher::Choice::Epoll;
        QTest::newRow("stock") << EventDispatcher::Choice::Stock;
    }

    void expiresDeadlinesOfTheLoopsThread()
    {
        run([] {
            Deadlines deadlines;
            Owner slow;
            Owner quick;
            deadlines.set(slow.deadline, 150ms);
            deadlines.set(quick.deadline, 30ms);
            QTRY_COMPARE(slow.expiredAt.size(), std::size_t(1));
            QCOMPARE(quick.expiredAt.size(), std::size_t(1));
            QVERIFY(slow.expiredAt[0] >= 150);
            QVERIFY(quick.expiredAt[0] >= 30);
            QVERIFY(quick.expiredAt[0] <= slow.expiredAt[0]);
        });
    }

    void expiresOnceAfterBeingPushedBack()
    {
        run([] {
            Deadlines deadlines;
            Owner owner;
            for (int i = 0; i < 10; ++i) {
                deadlines.set(owner.deadline, 60ms);
                QTest::qWait(10);
            }
            QVERIFY(owner.expiredAt.empty() || owner.expiredAt[0] >= 60); // a machine may be slow
            QTRY_VERIFY(!owner.expiredAt.empty());
            QVERIFY(owner.expiredAt.back() >= 60 + 90);
        });
    }

    void runsNoTimerWhileNothingIsSet()
    {
        run([] {
            Deadlines deadlines;
            QVERIFY(!timerRuns(deadlines));
            Owner owner;
            deadlines.set(owner.deadline, 20ms);
            QVERIFY(timerRuns(deadlines));
            QTRY_COMPARE(owner.expiredAt.size(), std::size_t(1));
            QVERIFY(!timerRuns(deadlines));
            deadlines.set(owner.deadline, 20ms);
            Deadlines::cancel(owner.deadline);
            QTRY_VERIFY(!timerRuns(deadlines));
            QCOMPARE(owner.expiredAt.size(), std::size_t(1));
        });
    }

    void wakesEarlierForAnEarlierDeadline()
    {
        run([] {
            Deadlines deadlines;
            Owner hour;
            Owner soon;
            deadlines.set(hour.deadline, 1h);
            deadlines.set(soon.deadline, 20ms);
            QTRY_COMPARE(soon.expiredAt.size(), std::size_t(1));
            QVERIFY(timerRuns(deadlines));
            QVERIFY(hour.expiredAt.empty());
        });
    }

    void letsAnOwnerStartOver()
    {
        run([] {
            Deadlines deadlines;
            struct Repeating
            {
                Deadlines &deadlines;
                int count = 0;
                Deadline deadline = Deadline::calling<&Repeating::expired>(*this);
                void expired()
                {
                    if (++count < 3)
                        deadlines.set(deadline, 10ms);
                }
            } repeating{deadlines};
            deadlines.set(repeating.deadline, 10ms);
            QTRY_COMPARE(repeating.count, 3);
            QVERIFY(!timerRuns(deadlines));
        });
    }
};
QTEST_GUILESS_MAIN(DeadlinesTest)
#include "tst_deadlines.moc"
