// SPDX-License-Identifier: MIT
#include "engine/circuit/breaker.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace std::chrono_literals;

namespace {

const Policy ThreeInTenSeconds{
    .failureThreshold = 3, .window = 10s, .cooldown = 30s, .probeLease = 60s};

MonotonicTime at(Duration sinceStart)
{
    return MonotonicTime(1h) + sinceStart;
}

Breaker openedAt(Duration sinceStart)
{
    Breaker breaker;
    for (int i = 0; i < ThreeInTenSeconds.failureThreshold; ++i)
        recordFailure(breaker, ThreeInTenSeconds, 0, at(sinceStart));
    return breaker;
}

enum class Passage { Passes, Probes, Fails };

Passage ask(Breaker &breaker, Duration when, quint64 token = 1)
{
    const Gate gate = tryPass(breaker, ThreeInTenSeconds, {breaker.generation, token}, at(when));
    if (std::holds_alternative<Pass>(gate))
        return Passage::Passes;
    return std::holds_alternative<Probe>(gate) ? Passage::Probes : Passage::Fails;
}

Refusal refusal(Breaker &breaker, Duration when)
{
    return std::get<FastFail>(tryPass(breaker, ThreeInTenSeconds, {0, 99}, at(when))).why;
}

} // namespace

class BreakerTest : public QObject
{
    Q_OBJECT

private slots:
    void opensOnTheThresholdFailureAndTellsItOnce()
    {
        Breaker breaker;
        const auto fail = [&](Duration when) {
            return recordFailure(breaker, ThreeInTenSeconds, 0, at(when));
        };
        QCOMPARE(fail(1s), Recorded::Counted);
        QCOMPARE(fail(2s), Recorded::Counted);
        QCOMPARE(ask(breaker, 2s), Passage::Passes);
        QCOMPARE(fail(3s), Recorded::Opened);
        QCOMPARE(ask(breaker, 3s), Passage::Fails);
        QCOMPARE(fail(4s), Recorded::Counted);
        QCOMPARE(breaker.openUntil, at(33s));
    }

    void countsFailuresOfTheSameInstant() // BP-12
    {
        QCOMPARE(openedAt(1s).state, State::Open);
    }

    void forgetsFailuresOutsideTheWindow_data()
    {
        QTest::addColumn<int>("thirdFailureMs");
        QTest::addColumn<bool>("opens");

        QTest::newRow("last instant inside") << 10'999 << true;
        QTest::newRow("exactly one window later") << 11'000 << false;
    }

    void forgetsFailuresOutsideTheWindow()
    {
        QFETCH(const int, thirdFailureMs);
        QFETCH(const bool, opens);

        Breaker breaker;
        recordFailure(breaker, ThreeInTenSeconds, 0, at(1s));
        recordFailure(breaker, ThreeInTenSeconds, 0, at(2s));
        const Recorded third =
            recordFailure(breaker, ThreeInTenSeconds, 0, at(Duration(thirdFailureMs)));
        QCOMPARE(third == Recorded::Opened, opens);
        QCOMPARE(failuresAt(breaker, ThreeInTenSeconds, at(Duration(thirdFailureMs))),
                 opens ? 3 : 2);
    }

    void requestsThatGoWellDoNotForgetFailures() // README: they only age out
    {
        Breaker breaker;
        for (const Duration when : {1s, 2s})
            recordFailure(breaker, ThreeInTenSeconds, 0, at(when));
        QCOMPARE(ask(breaker, 3s), Passage::Passes); // went well: nothing is recorded
        QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 0, at(4s)), Recorded::Opened);
    }

    void letsOneProbeThroughAfterTheCooldown()
    {
        Breaker breaker = openedAt(0s);
        QCOMPARE(ask(breaker, 29'999ms), Passage::Fails);
        QCOMPARE(ask(breaker, 30s), Passage::Fails); // the very instant is still Open
        QCOMPARE(refusal(breaker, 30s), Refusal::Open);
        QCOMPARE(stateAt(breaker, at(30s)), State::Open);
        QCOMPARE(stateAt(breaker, at(30'001ms)), State::HalfOpen);
        QCOMPARE(ask(breaker, 30'001ms), Passage::Probes);
        QCOMPARE(ask(breaker, 31s), Passage::Fails);
        QCOMPARE(refusal(breaker, 31s), Refusal::ProbeOut);
    }

    void failuresThatComeWhileItIsNotClosedMoveNothing()
    {
        Breaker breaker = openedAt(0s);
        QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 0, at(20s)), Recorded::Counted);
        QCOMPARE(breaker.openUntil, at(30s));
        QCOMPARE(ask(breaker, 31s, 7), Passage::Probes);
        QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 0, at(32s)), Recorded::Counted);
        QCOMPARE(breaker.state, State::HalfOpen);
        QCOMPARE(breaker.probe, 7U);
    }

    void aSuccessfulProbeClosesAndForgets()
    {
        Breaker breaker = openedAt(0s);
        ask(breaker, 31s, 7);
        QVERIFY(probeSucceeded(breaker, 7, 1));
        QCOMPARE(breaker.state, State::Closed);
        QCOMPARE(failuresAt(breaker, ThreeInTenSeconds, at(31s)), 0);
        QCOMPARE(ask(breaker, 31s), Passage::Passes);
        QVERIFY(!probeSucceeded(breaker, 7, 2)); // told twice
    }

    void aFailedProbeOpensForAWholeCooldown()
    {
        Breaker breaker = openedAt(0s);
        ask(breaker, 31s, 7);
        QVERIFY(probeFailed(breaker, ThreeInTenSeconds, 7, at(40s)));
        QCOMPARE(ask(breaker, 70s), Passage::Fails);
        QCOMPARE(ask(breaker, 70'001ms), Passage::Probes);
    }

    void aProbeThatSaysNothingFreesTheSlot() // 429, the caller left
    {
        Breaker breaker = openedAt(0s);
        ask(breaker, 31s, 7);
        QVERIFY(probeReleased(breaker, 7));
        QCOMPARE(breaker.state, State::HalfOpen);
        QCOMPARE(ask(breaker, 31s, 8), Passage::Probes);
    }

    void takesTheSlotBackFromAProbeThatIsLost()
    {
        Breaker breaker = openedAt(0s);
        QCOMPARE(ask(breaker, 31s, 7), Passage::Probes);
        QCOMPARE(ask(breaker, 90'999ms, 8), Passage::Fails);
        QCOMPARE(ask(breaker, 91s, 8), Passage::Probes);
    }

    void ignoresTheLateResultOfALostProbe()
    {
        Breaker breaker = openedAt(0s);
        ask(breaker, 31s, 7);
        ask(breaker, 91s, 8);
        const Breaker before = breaker;
        QVERIFY(!probeSucceeded(breaker, 7, 1));
        QVERIFY(!probeFailed(breaker, ThreeInTenSeconds, 7, at(92s)));
        QVERIFY(!probeReleased(breaker, 7));
        QVERIFY(breaker == before);
        QVERIFY(probeSucceeded(breaker, 8, 1));
    }

    void noTokenIsNobodysProbe()
    {
        Breaker breaker = openedAt(0s);
        QVERIFY(!probeSucceeded(breaker, 0, 1));
        QVERIFY(!probeFailed(breaker, ThreeInTenSeconds, 0, at(1s)));
        QVERIFY(!probeReleased(breaker, 0));
    }

    void ignoresFailuresOfAnOlderGeneration() // BP-09, PP-10
    {
        Breaker breaker = openedAt(0s);
        ask(breaker, 31s, 7);
        probeSucceeded(breaker, 7, 1);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 0, at(32s)), Recorded::Late);
        QCOMPARE(breaker.state, State::Closed);
        QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 1, at(32s)), Recorded::Counted);
        QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, Ticket().generation, at(32s)),
                 Recorded::Counted); // a bypass
    }

    void keepsABoundedNumberOfFailures()
    {
        Breaker breaker;
        const Policy never{.failureThreshold = 1'000'000, .window = 1000s};
        for (int i = 0; i < 4095; ++i)
            QCOMPARE(recordFailure(breaker, never, 0, at(Duration(i))), Recorded::Counted);
        QCOMPARE(recordFailure(breaker, never, 0, at(5s)), Recorded::Opened); // no rule is higher
        recordFailure(breaker, never, 0, at(6s));
        QCOMPARE(breaker.failures.size(), MaxFailureTimes);
        QCOMPARE(breaker.failures.back(), at(6s));
        QCOMPARE(breaker.failures.front(), at(1ms));
    }

    void followsRulesThatChangeWhileItRuns() // BP-24
    {
        Breaker breaker;
        recordFailure(breaker, ThreeInTenSeconds, 0, at(1s));
        Policy stricter = ThreeInTenSeconds;
        stricter.failureThreshold = 2;
        QCOMPARE(ask(breaker, 2s), Passage::Passes);
        QCOMPARE(recordFailure(breaker, stricter, 0, at(3s)), Recorded::Opened);
        Policy shorter = ThreeInTenSeconds;
        shorter.cooldown = 1s;
        QVERIFY(std::holds_alternative<FastFail>(tryPass(breaker, shorter, {0, 1}, at(30s))));
        QCOMPARE(breaker.openUntil, at(33s)); // as it was when it opened
    }

    void staysOpenForNoLongerIfTheClockGoesBack() // PP-09
    {
        Breaker breaker = openedAt(1000s);
        QCOMPARE(ask(breaker, 0s), Passage::Fails);
        QCOMPARE(ask(breaker, 30'001ms, 7), Passage::Probes);
        QCOMPARE(ask(breaker, 20s), Passage::Fails);
        QCOMPARE(ask(breaker, 80s, 8), Passage::Probes); // the lease ran from 20 s
        QCOMPARE(ask(breaker, 24h * 365, 9), Passage::Probes);
    }

    void failuresOfAClockThatWentBackGrowOldToo() // PP-09
    {
        Breaker breaker;
        recordFailure(breaker, ThreeInTenSeconds, 0, at(1000s));
        recordFailure(breaker, ThreeInTenSeconds, 0, at(0s));
        QCOMPARE(failuresAt(breaker, ThreeInTenSeconds, at(0s)), 2);
        QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 0, at(10s)), Recorded::Counted);
        QCOMPARE(failuresAt(breaker, ThreeInTenSeconds, at(10s)), 1);
    }

    void aPersonOpensItUntilATime()
    {
        Breaker breaker;
        forceOpen(breaker, {State::Open, "ann", at(100s)}, at(1s));
        QVERIFY(isForcedAt(breaker, at(100s)));
        QCOMPARE(refusal(breaker, 100s), Refusal::Forced);
        QCOMPARE(ask(breaker, 100'001ms, 3), Passage::Probes);
        QVERIFY(!isForcedAt(breaker, at(100'001ms)));
        QVERIFY(probeFailed(breaker, ThreeInTenSeconds, 3, at(101s)));
        QCOMPARE(refusal(breaker, 101s), Refusal::Open);
    }

    void aPersonOpensItForGood()
    {
        Breaker breaker;
        forceOpen(breaker, {State::Open, "ann", MonotonicTime::max()}, at(1s));
        QCOMPARE(ask(breaker, 24h * 365 * 10), Passage::Fails);
        QCOMPARE(ask(breaker, 0s), Passage::Fails); // nor does a clock that goes back lift it
        QCOMPARE(ask(breaker, 24h * 365 * 10), Passage::Fails);
        forceClosed(breaker, std::nullopt, 1);
        QCOMPARE(ask(breaker, 2s), Passage::Passes);
    }

    void aPersonHoldsItClosed()
    {
        Breaker breaker = openedAt(0s);
        forceClosed(breaker, Override{State::Closed, "ann", at(9s)}, 1);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 1, at(9s)), Recorded::Counted);
        QCOMPARE(ask(breaker, 9s), Passage::Passes);
        QCOMPARE(recordFailure(breaker, ThreeInTenSeconds, 1, at(9'001ms)), Recorded::Opened);
    }

    void aPersonSendsTheProbeBeforeItsTime()
    {
        Breaker breaker = openedAt(0s);
        QVERIFY(probeNow(breaker, at(1s)));
        QCOMPARE(ask(breaker, 1s, 7), Passage::Probes);
        QCOMPARE(ask(breaker, 1s, 8), Passage::Fails);
        QVERIFY(probeSucceeded(breaker, 7, 1));
        QVERIFY(!probeNow(breaker, at(2s)));
        QCOMPARE(ask(breaker, 2s), Passage::Passes);
    }

    void aPersonsWordTakesTheSlotFromAProbe()
    {
        Breaker breaker = openedAt(0s);
        ask(breaker, 31s, 7);
        forceOpen(breaker, {State::Open, "ann", at(100s)}, at(32s));
        QVERIFY(!probeSucceeded(breaker, 7, 1));
        QCOMPARE(breaker.state, State::Open);
    }
};

QTEST_APPLESS_MAIN(BreakerTest)
#include "tst_breaker.moc"
