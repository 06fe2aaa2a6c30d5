// SPDX-License-Identifier: MIT
#include "engine/circuit/escalation.h"
#include "engine/circuit/retry.h"

#include <QTest>

#include <random>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace std::chrono_literals;

namespace {

const MonotonicTime Now(1h);

Attempt degraded()
{
    return {.verdict = {.failure = FailureClass::ProviderDegraded, .kind = FailureKind::Http503}};
}

Attempt limited(FailureClass failure = FailureClass::LocalRateLimit,
                std::optional<Duration> retryAfter = {})
{
    return {.verdict = {.failure = failure, .retryAfter = retryAfter}};
}

/// One exchange: what follows each attempt.
struct Exchange
{
    RetryRules rules = {};
    Retries retries = {};
    RetryBudget budget = RetryBudget();

    Next after(const Attempt &attempt, double jitter = 0)
    {
        return next(retries, budget, rules, attempt, Now, jitter);
    }
};

Duration waitOf(const Next &next)
{
    const auto *const retry = std::get_if<RetryIn>(&next);
    return retry == nullptr ? Duration(-1) : retry->wait;
}

} // namespace

class RetryTest : public QObject
{
    Q_OBJECT

private slots:
    void waitsLongerBeforeEachRetry_data()
    {
        QTest::addColumn<int>("done");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("below");
        QTest::newRow("first") << 0 << 500 << 750;
        QTest::newRow("second") << 1 << 1000 << 1500;
        QTest::newRow("third") << 2 << 2000 << 3000;
    }

    void waitsLongerBeforeEachRetry()
    {
        QFETCH(const int, done);
        QFETCH(const int, least);
        QFETCH(const int, below);
        QCOMPARE(transientBackoff(done, 0).count(), least);
        QCOMPARE(transientBackoff(done, 0.5).count(), (least + below) / 2);
        QVERIFY(transientBackoff(done, 0.9999).count() < below);
        QCOMPARE(rateLimitBackoff(done, {}, 0).count(), 2 * least);
        QVERIFY(rateLimitBackoff(done, {}, 0.9999).count() < qint64(2) * below);
    }

    void neverWaitsLongerThanTheCap() // PP-13
    {
        for (int done = 0; done <= 100; ++done) {
            for (const double jitter : {0.0, 0.5, 0.9999}) {
                QVERIFY(transientBackoff(done, jitter) <= 30s);
                QVERIFY(transientBackoff(done, jitter) >= 500ms);
                QVERIFY(rateLimitBackoff(done, {}, jitter) <= 30s);
            }
        }
        QCOMPARE(transientBackoff(100, 0), 30s);
    }

    void waitsAsLongAsTheProviderAsks()
    {
        QCOMPARE(rateLimitBackoff(2, 7s, 0), 7s);
        QCOMPARE(rateLimitBackoff(0, 7s, 0.5), 7350ms);
        QVERIFY(rateLimitBackoff(0, 7s, 0.9999) <= 7700ms);
        QCOMPARE(rateLimitBackoff(0, 20ms, 0), 20ms);
    }

    void spreadsTheRetriesOfManyCallers() // RB-03
    {
        std::map<int, int> perTenMilliseconds;
        for (int i = 0; i < 50; ++i)
            ++perTenMilliseconds[int(rateLimitBackoff(0, 1s, i / 50.0).count() / 10)];
        QVERIFY(perTenMilliseconds.size() >= 10);
        for (const auto &[when, calls] : perTenMilliseconds)
            QVERIFY(calls <= 10);
    }

    void aGoodAnswerAndACallersFaultArePassedOn()
    {
        Exchange exchange;
        for (const FailureKind kind : {FailureKind::None, FailureKind::Http4xx})
            QCOMPARE(exchange.after({.verdict = {.kind = kind}}), Next(PassOn{}));
        QCOMPARE(exchange.after({.verdict = {.failure = FailureClass::QuotaExceeded}}),
                 Next(PassOn{}));
        QCOMPARE(exchange.retries, Retries{});
    }

    void aDegradedProviderIsTriedAgainAndGivenUp()
    {
        Exchange exchange;
        QCOMPARE(waitOf(exchange.after(degraded(), 0)), 500ms);
        QCOMPARE(waitOf(exchange.after(degraded(), 0)), 1s);
        QCOMPARE(exchange.after(degraded()), Next(GiveUp{.counts = true}));
    }

    void zeroRetriesMeanOneAttempt() // D16
    {
        Exchange exchange{.rules = {.maxTransient = 0, .maxRateLimit = 0}};
        QCOMPARE(exchange.after(degraded()), Next(GiveUp{.counts = true}));
        QCOMPARE(exchange.after(limited()), Next(GiveUp{FailureClass::LocalRateLimit}));
    }

    void theTwoSortsAreCountedApart() // 503, 429, 503 with one retry each
    {
        Exchange exchange{.rules = {.maxTransient = 1, .maxRateLimit = 1}};
        QVERIFY(std::holds_alternative<RetryIn>(exchange.after(degraded())));
        QVERIFY(std::holds_alternative<RetryIn>(exchange.after(limited())));
        QCOMPARE(exchange.after(degraded()), Next(GiveUp{.counts = true}));
    }

    void attemptsAreBounded() // PP-12
    {
        std::mt19937 random(1);
        for (int i = 0; i < 1000; ++i) {
            Exchange exchange{
                .rules = {.maxTransient = int(random() % 4), .maxRateLimit = int(random() % 4)}};
            int attempts = 1;
            while (std::holds_alternative<RetryIn>(
                exchange.after(random() % 2 == 0 ? degraded() : limited())))
                ++attempts;
            QVERIFY(attempts <= 1 + exchange.rules.maxTransient + exchange.rules.maxRateLimit);
        }
    }

    void aRateLimitIsWaitedForAsAsked()
    {
        Exchange exchange;
        QCOMPARE(waitOf(exchange.after(limited(FailureClass::LocalRateLimit, 7s))), 7s);
        QCOMPARE(waitOf(exchange.after(limited())), 2s);
        QCOMPARE(exchange.after(limited()), Next(GiveUp{FailureClass::LocalRateLimit}));
    }

    void noWaitIsLongerThanAMinute()
    {
        Exchange exchange;
        QCOMPARE(waitOf(exchange.after(limited(FailureClass::GlobalRateLimit, 60s))), 60s);
        QCOMPARE(exchange.after(limited(FailureClass::GlobalRateLimit, 61s)),
                 Next(GiveUp{FailureClass::GlobalRateLimit}));
        QCOMPARE(exchange.after(limited(FailureClass::LocalRateLimit, 3600s)),
                 Next(GiveUp{FailureClass::LocalRateLimit}));
    }

    void sustainedGlobalLimitsCountAsDegraded()
    {
        Exchange exchange{.rules = {.maxRateLimit = 1}};
        Attempt attempt = limited(FailureClass::GlobalRateLimit);
        attempt.sustainedLimit = true;
        QVERIFY(std::holds_alternative<RetryIn>(exchange.after(attempt)));
        QCOMPARE(exchange.after(attempt), Next(GiveUp{.counts = true, .escalated = true}));
        attempt.verdict.failure = FailureClass::LocalRateLimit;
        QCOMPARE(exchange.after(attempt), Next(GiveUp{FailureClass::LocalRateLimit}));
    }

    void tellsWhetherRetriedFailuresCount()
    {
        for (const RetryContribution contribution :
             {RetryContribution::Off, RetryContribution::Log, RetryContribution::On}) {
            Exchange exchange{.rules = {.contribution = contribution}};
            int counted = 0;
            Next then = exchange.after(degraded());
            for (; std::holds_alternative<RetryIn>(then); then = exchange.after(degraded())) {
                QCOMPARE(std::get<RetryIn>(then).counts, contribution);
                counted += contribution == RetryContribution::On ? 1 : 0;
            }
            counted += std::get<GiveUp>(then).counts ? 1 : 0;
            QCOMPARE(counted, contribution == RetryContribution::On ? 3 : 1); // never 4
            QCOMPARE(std::get<RetryIn>(Exchange{.rules = exchange.rules}.after(limited())).counts,
                     RetryContribution::Off);
        }
    }

    void stopsWhenTheKeyHasOpened() // W21
    {
        Exchange exchange;
        Attempt attempt = degraded();
        attempt.keyOpened = true;
        QCOMPARE(exchange.after(attempt), Next(GiveUp{.counts = true}));
        attempt = limited();
        attempt.keyOpened = true;
        QCOMPARE(exchange.after(attempt), Next(GiveUp{FailureClass::LocalRateLimit}));
    }

    void stopsWhenTheRequestIsNotAtHandAnyMore()
    {
        Exchange exchange;
        Attempt attempt = degraded();
        attempt.repeatable = false;
        QCOMPARE(exchange.after(attempt), Next(GiveUp{.counts = true}));
    }

    void passesOnWhatASingleTryBrought() // log mode, bypass, too large a body
    {
        Exchange exchange;
        Attempt attempt = degraded();
        attempt.singleShot = true;
        QCOMPARE(exchange.after(attempt), Next(PassOn{.counts = true}));
        for (const FailureClass failure :
             {FailureClass::None, FailureClass::LocalRateLimit, FailureClass::GlobalRateLimit}) {
            attempt.verdict.failure = failure;
            QCOMPARE(exchange.after(attempt), Next(PassOn{}));
        }
    }

    void aWaitThatRanOutIsRepeatedOnce() // the provider may be working on it still
    {
        Exchange exchange{.rules = {.maxTransient = 5}};
        Attempt attempt = degraded();
        attempt.error = TransportError::HeaderTimeout;
        QVERIFY(std::holds_alternative<RetryIn>(exchange.after(attempt)));
        QVERIFY(std::holds_alternative<RetryIn>(exchange.after(degraded())));
        QCOMPARE(exchange.after(attempt), Next(GiveUp{.counts = true}));
    }

    void neverSleepsPastTheCallersTime_data() // PP-13
    {
        QTest::addColumn<int>("leftMs");
        QTest::addColumn<bool>("retries");
        QTest::newRow("more than the wait") << 501 << true;
        QTest::newRow("the wait itself") << 500 << false;
        QTest::newRow("nothing") << 0 << false;
    }

    void neverSleepsPastTheCallersTime()
    {
        QFETCH(const int, leftMs);
        QFETCH(const bool, retries);
        Exchange exchange;
        Attempt attempt = degraded();
        attempt.timeLeft = Duration(leftMs);
        const Next then = exchange.after(attempt);
        QCOMPARE(std::holds_alternative<RetryIn>(then), retries);
        if (!retries)
            QCOMPARE(then, Next(GiveUp{.outOfTime = true}));
    }

    void aLimitThatDoesNotFitTheCallersTimeStaysALimit()
    {
        Exchange exchange;
        Attempt attempt = limited(FailureClass::LocalRateLimit, 5s);
        attempt.timeLeft = 4s;
        attempt.budgetCounts = true;
        QCOMPARE(exchange.after(attempt),
                 Next(GiveUp{.failure = FailureClass::LocalRateLimit, .outOfTime = true}));
    }

    void aUsedUpTimeBudgetCountsIfItWasLong()
    {
        Exchange exchange;
        Attempt attempt{.verdict = {.failure = FailureClass::ProviderDegraded},
                        .error = TransportError::BudgetExceeded};
        QCOMPARE(exchange.after(attempt), Next(GiveUp{.outOfTime = true}));
        attempt.budgetCounts = true;
        QCOMPARE(exchange.after(attempt), Next(GiveUp{.counts = true, .outOfTime = true}));
    }

    void failuresPassAtOnceWhenTheBudgetIsEmpty() // RB-02
    {
        Exchange exchange{.budget = RetryBudget({.percent = 0, .floorPerSecond = 0})};
        QCOMPARE(exchange.after(degraded()), Next(GiveUp{.counts = true, .overBudget = true}));
        QCOMPARE(exchange.after(limited()),
                 Next(GiveUp{.failure = FailureClass::LocalRateLimit, .overBudget = true}));
        QCOMPARE(exchange.retries, Retries{});
    }

    void aProbeIsTriedOnce()
    {
        QCOMPARE(probeNext(degraded().verdict), Next(GiveUp{}));
        QCOMPARE(probeNext(limited().verdict), Next(PassOn{})); // D18: the real 429
        QCOMPARE(probeNext({.kind = FailureKind::Http4xx}), Next(PassOn{}));
    }

    void aPretendedFailureGetsItsRetry()
    {
        Exchange exchange{.rules = {.maxTransient = 0}};
        const RetryIn retry = pretendedFailure(exchange.retries, 0.5);
        QCOMPARE(retry.wait, 625ms);
        QCOMPARE(retry.counts, RetryContribution::Off);
        QCOMPARE(exchange.after(degraded()), Next(GiveUp{.counts = true}));

        Exchange usual;
        pretendedFailure(usual.retries, 0);
        QCOMPARE(waitOf(usual.after(degraded())), 1s);
        QCOMPARE(usual.after(degraded()), Next(GiveUp{.counts = true}));
    }

    void aRunOfGlobalLimitsHasNoGaps()
    {
        const GlobalLimitRun first = continued({}, 60s, Now);
        QVERIFY(!isSustained(first, 60s, Now + 59'999ms));
        QVERIFY(isSustained(first, 60s, Now + 60s));
        QCOMPARE(continued(first, 60s, Now + 60s), (GlobalLimitRun{Now, Now + 60s}));
        QCOMPARE(continued(first, 60s, Now + 60'001ms),
                 (GlobalLimitRun{Now + 60'001ms, Now + 60'001ms}));
        QVERIFY(!endsRun(FailureClass::GlobalRateLimit) && !endsRun(FailureClass::QuotaExceeded));
        QVERIFY(endsRun(FailureClass::None) && endsRun(FailureClass::LocalRateLimit)
                && endsRun(FailureClass::ProviderDegraded));
    }
};

QTEST_APPLESS_MAIN(RetryTest)
#include "tst_retry.moc"
