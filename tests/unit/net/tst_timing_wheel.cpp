// SPDX-License-Identifier: MIT
#include "engine/net/timing_wheel.h"

#include <QTest>

using namespace std::chrono_literals;
using llmproxy::Duration;
using llmproxy::MonotonicTime;
using llmproxy::net::Deadline;
using llmproxy::net::TimingWheel;

namespace {

const MonotonicTime Start{123456789ms}; // any time that is no multiple of a slot

struct Owner
{
    int expirations = 0;
    std::function<void()> onExpired;
    Deadline deadline = Deadline::calling<&Owner::expired>(*this);

    void expired()
    {
        ++expirations;
        if (onExpired)
            onExpired();
    }
};

/// Lets the wheel run until `owner` expires, looking only when the wheel asks for it.
struct Run
{
    std::optional<Duration> expiredAfter; // Start
    int looks = 0;
};
Run runWheel(TimingWheel &wheel, const Owner &owner)
{
    Run run;
    while (const auto next = wheel.next()) {
        ++run.looks;
        wheel.expire(*next);
        if (owner.expirations > 0) {
            run.expiredAfter = std::chrono::floor<Duration>(*next - Start);
            break;
        }
    }
    return run;
}

} // namespace

class TimingWheelTest : public QObject
{
    Q_OBJECT

private slots:
    void expiresInTimeAndNeverEarly_data()
    {
        QTest::addColumn<qint64>("after");
        QTest::addColumn<qint64>("tolerance");
        QTest::newRow("at once") << qint64(0) << qint64(10);
        QTest::newRow("overdue") << qint64(-500) << qint64(510);
        QTest::newRow("one millisecond") << qint64(1) << qint64(10);
        QTest::newRow("10 ms") << qint64(10) << qint64(10);
        QTest::newRow("11 ms") << qint64(11) << qint64(10);
        QTest::newRow("just fine") << qint64(1000) << qint64(10);
        QTest::newRow("just coarse") << qint64(1001) << qint64(100);
        QTest::newRow("five seconds") << qint64(5000) << qint64(100);
        QTest::newRow("just within the ring") << qint64(51100) << qint64(100);
        QTest::newRow("just beyond the ring") << qint64(51101) << qint64(100);
        QTest::newRow("ten minutes") << qint64(600000) << qint64(100);
        QTest::newRow("a day") << qint64(86400000) << qint64(100);
    }
    void expiresInTimeAndNeverEarly()
    {
        QFETCH(qint64, after);
        QFETCH(qint64, tolerance);
        TimingWheel wheel;
        Owner owner;
        wheel.set(owner.deadline, Start + Duration(after), Start);
        const Run run = runWheel(wheel, owner);
        QVERIFY(run.expiredAfter);
        QVERIFY2(run.expiredAfter->count() >= after,
                 qPrintable(QString::number(run.expiredAfter->count())));
        QVERIFY2(run.expiredAfter->count() - after <= tolerance,
                 qPrintable(QString::number(run.expiredAfter->count())));
        QVERIFY(!owner.deadline.isSet());
        QVERIFY(wheel.isEmpty());
    }

    void sleepsAsLongAsItCan()
    {
        TimingWheel wheel;
        Owner owner;
        wheel.set(owner.deadline, Start + 30s, Start);
        QCOMPARE(runWheel(wheel, owner).looks, 1);
    }

    void pushesADeadlineBackWithoutMovingIt()
    {
        TimingWheel wheel;
        Owner owner;
        const MonotonicTime slot = wheel.set(owner.deadline, Start + 30s, Start);
        for (Duration passed = 10ms; passed <= 20s; passed += 10ms)
            QCOMPARE(wheel.set(owner.deadline, Start + passed + 30s, Start + passed), slot);
        const Run run = runWheel(wheel, owner);
        QVERIFY(run.expiredAfter >= 50s && run.expiredAfter <= 50s + 100ms);
        QCOMPARE(run.looks, 2);
    }

    void pullsADeadlineForward()
    {
        TimingWheel wheel;
        Owner owner;
        wheel.set(owner.deadline, Start + 30s, Start);
        wheel.set(owner.deadline, Start + 50ms, Start);
        const Run run = runWheel(wheel, owner);
        QVERIFY(run.expiredAfter >= 50ms && run.expiredAfter <= 60ms);
    }

    void forgetsACancelledDeadline()
    {
        TimingWheel wheel;
        Owner owner;
        wheel.set(owner.deadline, Start + 50ms, Start);
        TimingWheel::cancel(owner.deadline);
        TimingWheel::cancel(owner.deadline);
        QVERIFY(wheel.isEmpty());
        QVERIFY(!wheel.next());
        wheel.expire(Start + 1min);
        QCOMPARE(owner.expirations, 0);
    }

    void forgetsADeadlineThatDied()
    {
        TimingWheel wheel;
        Owner before;
        auto owner = std::make_unique<Owner>();
        Owner after;
        for (Owner *each : {&before, owner.get(), &after})
            wheel.set(each->deadline, Start + 50ms, Start);
        owner.reset();
        wheel.expire(Start + 1min);
        QCOMPARE(before.expirations + after.expirations, 2);
    }

    void outlivesNoDeadlineOfItsOwn()
    {
        Owner owner;
        {
            TimingWheel wheel;
            wheel.set(owner.deadline, Start + 50ms, Start);
        }
        QVERIFY(!owner.deadline.isSet());
    }

    void movesADeadlineToAnotherWheel()
    {
        TimingWheel one;
        TimingWheel two;
        Owner owner;
        one.set(owner.deadline, Start + 50ms, Start);
        two.set(owner.deadline, Start + 1h, Start);
        QVERIFY(one.isEmpty());
        QVERIFY(!two.isEmpty());
    }

    void letsAnOwnerDestroyTheOthersOfItsSlot()
    {
        TimingWheel wheel;
        std::vector<std::unique_ptr<Owner>> owners;
        int expirations = 0;
        for (int i = 0; i < 5; ++i) {
            owners.push_back(std::make_unique<Owner>());
            owners.back()->onExpired = [&] {
                ++expirations;
                const auto doomed = std::move(owners); // itself among them
            };
            wheel.set(owners.back()->deadline, Start + 50ms, Start);
        }
        wheel.expire(Start + 1s);
        QCOMPARE(expirations, 1);
        QVERIFY(wheel.isEmpty());
    }

    void letsAnOwnerSetItsDeadlineAgain()
    {
        TimingWheel wheel;
        Owner owner;
        MonotonicTime now = Start;
        owner.onExpired = [&] { wheel.set(owner.deadline, now, now); };
        wheel.set(owner.deadline, Start, Start);
        for (int i = 1; i <= 100; ++i) {
            now = *wheel.next();
            wheel.expire(now);
            QCOMPARE(owner.expirations, i);
        }
        QVERIFY(now <= Start + 1s);
    }

    void makesUpForALongSleep()
    {
        TimingWheel wheel;
        std::array<Owner, 200> owners;
        Duration after = 1ms;
        for (Owner &owner : owners) {
            wheel.set(owner.deadline, Start + after, Start);
            after += 317ms;
        }
        Owner late;
        wheel.set(late.deadline, Start + 3h, Start);
        wheel.expire(Start + 2h);
        QVERIFY(std::all_of(owners.begin(), owners.end(), [](const Owner &owner) {
            return owner.expirations == 1;
        }));
        QCOMPARE(late.expirations, 0);
        wheel.expire(*wheel.next());
        QVERIFY(*wheel.next() > Start + 2h);
    }

    void doesNotLookAtOnceWhenSetAfterALongRest()
    {
        TimingWheel wheel;
        Owner owner;
        wheel.expire(Start);
        const MonotonicTime later = Start + 5h;
        wheel.set(owner.deadline, later + 500ms, later);
        QVERIFY(*wheel.next() >= later + 500ms);
    }

    void agreesWithASortedListOverRandomMoves()
    {
        TimingWheel wheel;
        constexpr std::size_t count = 300;
        std::array<Owner, count> owners;
        std::array<std::optional<MonotonicTime>, count> due;
        quint32 state = 12345;
        const auto random = [&state](quint32 below) {
            state = state * 1664525u + 1013904223u;
            return (state >> 8) % below;
        };
        MonotonicTime now = Start;
        for (int step = 0; step < 20000; ++step) {
            const auto i = random(count);
            if (random(5) == 0) {
                TimingWheel::cancel(owners[i].deadline);
                due[i].reset();
            } else {
                due[i] = now + Duration(random(random(2) ? 1500 : 90000));
                wheel.set(owners[i].deadline, *due[i], now);
            }
            now += Duration(random(30));
            wheel.expire(now);
            for (std::size_t n = 0; n < count; ++n) {
                const bool expired = std::exchange(owners[n].expirations, 0) > 0;
                if (expired) {
                    QVERIFY(due[n] && *due[n] <= now);
                    due[n].reset();
                }
                QVERIFY(!due[n] || now - *due[n] <= 130ms); // 100 ms and the last step
            }
        }
    }
};
QTEST_APPLESS_MAIN(TimingWheelTest)
#include "tst_timing_wheel.moc"
