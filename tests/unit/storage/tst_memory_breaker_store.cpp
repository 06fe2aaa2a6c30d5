// SPDX-License-Identifier: MIT
#include "tests/unit/storage/breaker_fixture.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace llmproxy::storage;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

const Policy TwoFailures{.failureThreshold = 2,
                         .window = 10s,
                         .cooldown = 300s,
                         .probeLease = 60s,
                         .rollupThreshold = 2,
                         .rollupWindow = 60s};

Policy withoutRollup()
{
    Policy policy = TwoFailures;
    policy.rollupThreshold = 0;
    return policy;
}

} // namespace

class MemoryBreakerStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void keysAreIndependent() // BP-22
    {
        MemoryBreakerStore store(withoutRollup());
        open(store, key("a"), 0s, 2);
        QCOMPARE(refusal(store, key("a"), 1s), Refusal::Open);
        QVERIFY(passes(store, key("b"), 1s));
        QVERIFY(passes(store, key(""), 1s));
        QVERIFY(passes(store, key("a", "gemini"), 1s));
    }

    void theBareKeyIsAKeyLikeAnyOther()
    {
        MemoryBreakerStore store(withoutRollup());
        open(store, key(""), 0s, 10);
        QCOMPARE(refusal(store, key(""), 1s), Refusal::Open);
        QVERIFY(passes(store, key("gpt-4o"), 1s));
    }

    void namesThatNeverFailCostNothing()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("broken"), 0s, 2);
        for (int i = 0; i < 100'000; ++i) {
            const Key bogus = key("bogus-" + QByteArray::number(i));
            const Gate gate = admit(store, bogus, 1s);
            store.report(bogus, std::get<Pass>(gate).ticket, {Report::Result::Good}, at(1s));
        }
        QCOMPARE(store.keys(), 1);
    }

    void whatIsInconclusiveNeverCounts() // PP-14
    {
        MemoryBreakerStore store(TwoFailures);
        for (int i = 0; i < 100; ++i)
            store.report(key("a"), {}, {Report::Result::Inconclusive}, at(1s));
        QVERIFY(passes(store, key("a"), 1s));
        QCOMPARE(store.keys(), 0);
    }

    void aSuccessfulProbeCloses()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        QVERIFY(!passes(store, key("a"), 300s));
        const Ticket ticket = probe(store, key("a"), 301s);
        QVERIFY(ticket.probe != 0);
        QCOMPARE(refusal(store, key("a"), 302s), Refusal::ProbeOut);
        succeed(store, key("a"), 303s, ticket);
        QVERIFY(passes(store, key("a"), 303s));
        QCOMPARE(snapshot(store, 303s).providers[0].failures, 0);
    }

    void aFailedProbeOpensAgain()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        fail(store, key("a"), 310s, probe(store, key("a"), 301s));
        QCOMPARE(refusal(store, key("a"), 610s), Refusal::Open);
        QVERIFY(probe(store, key("a"), 611s).probe != 0);
    }

    void aProbeThatIsLimitedLeavesTheSlotFree() // D18
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        const Ticket ticket = probe(store, key("a"), 301s);
        store.report(key("a"), ticket, {Report::Result::Inconclusive}, at(302s));
        QCOMPARE(snapshot(store, 302s).providers[0].state, State::HalfOpen);
        QVERIFY(probe(store, key("a"), 302s).probe != 0);
    }

    void whatBreaksBehindAGoodProbeIsAFreshFailure()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        succeed(store, key("a"), 302s, probe(store, key("a"), 301s));
        fail(store, key("a"), 303s); // the stream was cut
        QCOMPARE(snapshot(store, 303s).providers[0].failures, 1);
    }

    void theLateResultOfALostProbeIsIgnored()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        const Ticket lost = probe(store, key("a"), 301s);
        const Ticket second = probe(store, key("a"), 361s);
        QVERIFY(second.probe != 0 && second.probe != lost.probe);
        succeed(store, key("a"), 362s, lost);
        QCOMPARE(refusal(store, key("a"), 362s), Refusal::ProbeOut);
    }

    void failuresFromBeforeItClosedAreIgnored() // BP-09
    {
        MemoryBreakerStore store(TwoFailures);
        const Ticket early = std::get<Pass>(admit(store, key("a"), 0s)).ticket;
        open(store, key("a"), 0s, 2);
        succeed(store, key("a"), 301s, probe(store, key("a"), 301s));
        fail(store, key("a"), 302s, early);
        fail(store, key("a"), 302s, early);
        QVERIFY(passes(store, key("a"), 302s));
        const Ticket fresh = std::get<Pass>(admit(store, key("a"), 302s)).ticket;
        fail(store, key("a"), 303s, fresh);
        fail(store, key("a"), 303s, fresh);
        QVERIFY(!passes(store, key("a"), 303s));
    }

    void theRollupRefusesModelsThatAreClosed()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        QVERIFY(passes(store, key("c"), 1s));
        open(store, key("b"), 1s, 2);
        QCOMPARE(refusal(store, key("c"), 1s), Refusal::Rollup);
        QCOMPARE(refusal(store, key(""), 1s), Refusal::Rollup);
        QVERIFY(passes(store, key("c", "gemini"), 1s));
        QCOMPARE(refusal(store, key("c"), 62s), Refusal::Rollup); // D19
    }

    void theRollupLetsProbesThroughAndClosesWithTheirSuccess()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        open(store, key("b"), 0s, 2);
        const Ticket ticket = probe(store, key("a"), 301s);
        QVERIFY(ticket.probe != 0);
        QCOMPARE(refusal(store, key("c"), 301s), Refusal::Rollup);
        succeed(store, key("a"), 302s, ticket);
        QVERIFY(passes(store, key("c"), 302s));
        QVERIFY(passes(store, key("a"), 302s));
    }

    void severalModelsProbeAtTheSameTime()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        open(store, key("b"), 0s, 2);
        QVERIFY(probe(store, key("a"), 301s).probe != 0);
        QVERIFY(probe(store, key("b"), 301s).probe != 0);
    }

    void aBypassCountsFailuresAndNeverCloses() // BP-25
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        open(store, key("b"), 0s, 2);
        succeed(store, key("a"), 301s, Ticket());
        QCOMPARE(snapshot(store, 301s).providers[0].state, State::HalfOpen);
        QCOMPARE(refusal(store, key("c"), 301s), Refusal::Rollup);
        open(store, key("d"), 301s, 2);
        QCOMPARE(refusal(store, key("d"), 301s), Refusal::Open);
        QVERIFY(passes(store, key("", "gemini"), 301s));
    }

    void rulesChangeWithoutForgettingStates() // BP-19, BP-24
    {
        MemoryBreakerStore store(withoutRollup());
        open(store, key("a"), 0s, 2);
        fail(store, key("b"), 1s);
        Policy stricter = withoutRollup();
        stricter.failureThreshold = 1;
        store.setPolicy(stricter, 60s);
        QCOMPARE(refusal(store, key("a"), 2s), Refusal::Open);
        QVERIFY(passes(store, key("b"), 2s));
        fail(store, key("b"), 2s);
        QCOMPARE(refusal(store, key("b"), 2s), Refusal::Open);
    }

    void keepsABoundedNumberOfKeys()
    {
        MemoryBreakerStore store(withoutRollup());
        open(store, key("open"), 0s, 2);
        store.force(
            key("forced"), {circuit::Force::What::Close, "ann", MonotonicTime::max()}, at(0s));
        fail(store, key("oldest"), 0s);
        for (int i = 0; i < MemoryBreakerStore::MaxKeys; ++i)
            fail(store, key("k" + QByteArray::number(i)), 1s);
        QVERIFY(store.keys() <= MemoryBreakerStore::MaxKeys);
        QSet<QByteArray> kept;
        const ProviderStatus shown = snapshot(store, 1s, 20'000).providers[0];
        for (const KeyStatus &status : shown.keys)
            kept.insert(status.key.model);
        QCOMPARE(kept.size(), store.keys());
        QVERIFY(kept.contains("open") && kept.contains("forced") && kept.contains("k9999"));
        QVERIFY(!kept.contains("oldest"));
        QCOMPARE(refusal(store, key("open"), 1s), Refusal::Open);
    }

    void letsNewKeysPassWhenEveryKeyIsOpen()
    {
        Policy one = withoutRollup();
        one.failureThreshold = 1;
        MemoryBreakerStore store(one);
        for (int i = 0; i < MemoryBreakerStore::MaxKeys + 10; ++i)
            fail(store, key("k" + QByteArray::number(i)), 1s);
        QCOMPARE(store.keys(), MemoryBreakerStore::MaxKeys);
        QCOMPARE(refusal(store, key("k0"), 2s), Refusal::Open);
        QVERIFY(passes(store, key("k10005"), 2s));
        fail(store, key("later"), 302s); // those that nobody probes make room
        QCOMPARE(refusal(store, key("later"), 303s), Refusal::Open);
    }

    void nothingIsWatchedOnceAllIsClosed() // else every request would take the lock for ever
    {
        BreakerTable table(TwoFailures, 60s, 100);
        BreakerTable::Events events;
        const Report failed{Report::Result::Failed};
        table.report(key("a"), {}, failed, at(0s), events);
        QCOMPARE(table.watched(), 0);
        table.report(key("a"), {}, failed, at(0s), events);
        QCOMPARE(table.watched(), 1);
        table.force(wholeProvider("openai"), {circuit::Force::What::Open, "ann"}, at(0s), events);
        QCOMPARE(table.watched(), 2);
        table.admit(key("a"), at(301s), events); // the hold is over
        const Gate gate = table.admit(key("a"), at(302s), events);
        QCOMPARE(table.watched(), 1);
        Q_UNUSED(gate);
        table.force(key("a"), {circuit::Force::What::Close, "ann"}, at(303s), events);
        QCOMPARE(table.watched(), 0);
    }

    void tellsHowLongGlobalRateLimitsHaveLasted() // D17
    {
        MemoryBreakerStore store(TwoFailures, 60s);
        const auto note = [&](FailureClass failure, Duration when) {
            Duration lasted(-1);
            store.note(key("a"), failure, at(when), [&](Duration run) { lasted = run; });
            return lasted;
        };
        using enum FailureClass;
        QCOMPARE(note(None, 0s), 0ms);
        QCOMPARE(note(GlobalRateLimit, 0s), 0ms);
        QCOMPARE(note(GlobalRateLimit, 50s), 50s);
        QCOMPARE(note(QuotaExceeded, 60s), 60s); // one account's trouble says nothing
        QCOMPARE(note(GlobalRateLimit, 100s), 100s);
        QCOMPARE(note(None, 101s), 0ms);
        QCOMPARE(note(GlobalRateLimit, 102s), 0ms);
        QCOMPARE(note(GlobalRateLimit, 162s), 60s);
        QCOMPARE(note(GlobalRateLimit, 222'001ms), 0ms); // the gap was too long
        QCOMPARE(store.keys(), 0);
    }

    void runsOfRateLimitsAreBounded()
    {
        BreakerTable table(TwoFailures, 60s, 100);
        for (int i = 0; i < 2000; ++i)
            table.note(key(QByteArray::number(i)), FailureClass::GlobalRateLimit, at(0s));
        QCOMPARE(table.runs(), 1000);
        table.note(key("new"), FailureClass::GlobalRateLimit, at(61s));
        QCOMPARE(table.runs(), 1);
    }

    void aPersonOpensAKey()
    {
        MemoryBreakerStore store(TwoFailures);
        store.force(key("a"), {circuit::Force::What::Open, "ann", at(1000s)}, at(0s));
        QCOMPARE(refusal(store, key("a"), 1000s), Refusal::Forced);
        QVERIFY(passes(store, key("b"), 1000s));
        const KeyStatus shown = snapshot(store, 1s).providers[0].keys[0];
        QCOMPARE(shown.forcedBy, "ann");
        QCOMPARE(*shown.until, TimePoint(1'700'001'000s));
        QCOMPARE(*shown.openedAt, TimePoint(1'700'000'000s));
        QVERIFY(!shown.probeSince);
        QCOMPARE(snapshot(store, 1s).providers[0].rollup.count, 0); // nobody's failure
        QVERIFY(probe(store, key("a"), 1001s).probe != 0);
    }

    void aPersonOpensAKeyForACooldownIfNoTimeIsSaid()
    {
        MemoryBreakerStore store(TwoFailures);
        store.force(key("a"), {circuit::Force::What::Open, "ann"}, at(0s));
        QVERIFY(!passes(store, key("a"), 300s));
        QVERIFY(probe(store, key("a"), 301s).probe != 0);
    }

    void aPersonClosesAKey()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        open(store, key("b"), 0s, 2);
        store.force(key("a"), {circuit::Force::What::Close, "ann"}, at(1s));
        QVERIFY(passes(store, key("a"), 1s));
        QVERIFY(passes(store, key("c"), 1s)); // it left the rollup
        open(store, key("a"), 2s, 2);
        QVERIFY(!passes(store, key("a"), 2s));
        store.force(key("unknown"), {circuit::Force::What::Close, "ann"}, at(1s));
        QCOMPARE(store.keys(), 2);
    }

    void aPersonHoldsAKeyClosed()
    {
        MemoryBreakerStore store(TwoFailures);
        store.force(key("a"), {circuit::Force::What::Close, "ann", at(100s)}, at(0s));
        open(store, key("a"), 100s, 5);
        QVERIFY(passes(store, key("a"), 100s));
        QCOMPARE(snapshot(store, 100s).providers[0].keys[0].forcedBy, "ann");
        open(store, key("a"), 101s, 1);
        QVERIFY(!passes(store, key("a"), 101s));
    }

    void aPersonSendsAProbeEarly()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        store.force(key("a"), {circuit::Force::What::Probe, "ann"}, at(1s));
        const Ticket ticket = probe(store, key("a"), 1s);
        QVERIFY(ticket.probe != 0);
        succeed(store, key("a"), 2s, ticket);
        QVERIFY(passes(store, key("a"), 2s));
    }

    void aPersonClosesAWholeProviderOff()
    {
        MemoryBreakerStore store(TwoFailures);
        store.force(wholeProvider("openai"), {circuit::Force::What::Open, "ann", at(100s)}, at(0s));
        QCOMPARE(refusal(store, key("a"), 100s), Refusal::Forced);
        QCOMPARE(refusal(store, key(""), 100s), Refusal::Forced);
        QVERIFY(passes(store, key("a", "gemini"), 100s));
        const ProviderStatus shown = snapshot(store, 1s).providers[0];
        QCOMPARE(shown.state, State::Open);
        QVERIFY(isWholeProvider(shown.keys[0].key));
        QVERIFY(passes(store, key("a"), 101s));

        store.force(wholeProvider("openai"),
                    {circuit::Force::What::Open, "ann", MonotonicTime::max()},
                    at(102s));
        QVERIFY(!passes(store, key("a"), 24h * 1000));
        QVERIFY(!snapshot(store, 102s).providers[0].cooldownUntil);
        store.force(wholeProvider("openai"), {circuit::Force::What::Close, "ann"}, at(103s));
        QVERIFY(passes(store, key("a"), 103s));
    }

    void showsEveryProviderInTheWorstStateOfItsKeys()
    {
        MemoryBreakerStore store(TwoFailures);
        QVERIFY(snapshot(store, 0s).providers.isEmpty());
        open(store, key("b"), 0s, 2);
        fail(store, key("a"), 5s);
        fail(store, key("x", "gemini"), 5s);
        const Snapshot shown = snapshot(store, 6s);
        QCOMPARE(shown.providers.size(), 2);
        QCOMPARE(shown.providers[0].provider, "gemini");
        QCOMPARE(shown.providers[0].state, State::Closed);
        const ProviderStatus &openai = shown.providers[1];
        QCOMPARE(openai.state, State::Open);
        QCOMPARE(openai.failures, 3);
        QCOMPARE(*openai.cooldownUntil, TimePoint(1'700'000'300s));
        QCOMPARE(openai.rollup.count, 1);
        QCOMPARE(openai.rollup.openKeys, QList<Key>{key("b")});
        QVERIFY(!openai.rollup.open);
        QCOMPARE(openai.keys[0].key, key("b"));
        QCOMPARE(openai.keys[0].recent.size(), 2);
        QCOMPARE(openai.keys[0].recent[0].cause.exchange, 17);
        QCOMPARE(openai.keys[1].recent[0].at, TimePoint(1'700'000'005s));
        QVERIFY(!openai.keys[1].until);
    }

    void anOpenKeyWithAnEmptyWindowIsStillShownOpen()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("a"), 0s, 2);
        const ProviderStatus shown = snapshot(store, 20s).providers[0];
        QCOMPARE(shown.failures, 0);
        QCOMPARE(shown.state, State::Open);
        QVERIFY(shown.cooldownUntil);
    }

    void showsTheEarliestCooldownAndAtMostSoManyKeys()
    {
        MemoryBreakerStore store(TwoFailures);
        open(store, key("b"), 5s, 2);
        open(store, key("a"), 3s, 2);
        fail(store, key("c"), 6s);
        const ProviderStatus shown = snapshot(store, 7s, 2).providers[0];
        QCOMPARE(*shown.cooldownUntil, TimePoint(1'700'000'303s));
        QCOMPARE(shown.keys.size(), 2);
        QCOMPARE(shown.keysLeftOut, 1);
        QCOMPARE(shown.keys[0].key.model, "b");
        QCOMPARE(shown.failures, 5);
    }

    void namesAtMostFiftyOpenKeys()
    {
        MemoryBreakerStore store(TwoFailures);
        for (int i = 0; i < 60; ++i)
            open(store, key(QByteArray::number(i)), 0s, 2);
        const RollupStatus shown = snapshot(store, 1s).providers[0].rollup;
        QCOMPARE(shown.count, 60);
        QCOMPARE(shown.openKeys.size(), 50);
    }

    void remembersTheLastEightFailuresOfAKey()
    {
        MemoryBreakerStore store(withoutRollup());
        for (int i = 1; i <= 20; ++i) {
            store.report(key("a"),
                         {},
                         {Report::Result::Failed, {.exchange = i, .caller = QByteArray(500, 'c')}},
                         at(0s));
        }
        const QList<RecentFailure> recent = snapshot(store, 0s).providers[0].keys[0].recent;
        QCOMPARE(recent.size(), 8);
        QCOMPARE(recent.first().cause.exchange, 20);
        QCOMPARE(recent.last().cause.exchange, 13);
        QCOMPARE(recent.first().cause.caller.size(), 200);
    }
};

QTEST_APPLESS_MAIN(MemoryBreakerStoreTest)
#include "tst_memory_breaker_store.moc"
