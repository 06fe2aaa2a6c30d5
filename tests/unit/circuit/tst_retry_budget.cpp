// SPDX-License-Identifier: MIT
#include "engine/circuit/retry_budget.h"

#include <QTest>

#include <deque>
#include <random>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace std::chrono_literals;

namespace {

MonotonicTime at(Duration sinceStart)
{
    return MonotonicTime(1h) + sinceStart;
}

int spendAll(RetryBudget &budget, Duration when)
{
    int spent = 0;
    while (budget.spend(at(when)))
        ++spent;
    return spent;
}

} // namespace

class RetryBudgetTest : public QObject
{
    Q_OBJECT

private slots:
    void aDeadUpstreamSeesAFifthMoreAndTheFloor() // RB-01
    {
        RetryBudget budget({.percent = 20, .floorPerSecond = 10});
        int calls = 0;
        for (int i = 0; i < 10'000; ++i) { // 1,000 a second for 10 s, each with three retries
            budget.request(at(Duration(i)));
            ++calls;
            for (int retry = 0; retry < 3; ++retry)
                calls += budget.spend(at(Duration(i))) ? 1 : 0;
        }
        QCOMPARE(calls, 12'100);
    }

    void fewRequestsHaveTheFloor()
    {
        RetryBudget budget({.percent = 20, .floorPerSecond = 1});
        budget.request(at(0s));
        QCOMPARE(spendAll(budget, 0s), 10);
    }

    void withoutAFloorRetriesAreAShare()
    {
        RetryBudget budget({.percent = 20, .floorPerSecond = 0});
        for (int i = 0; i < 4; ++i)
            budget.request(at(0s));
        QCOMPARE(spendAll(budget, 0s), 0);
        budget.request(at(0s));
        QCOMPARE(spendAll(budget, 0s), 1);
    }

    void forgetsAfterTenSeconds()
    {
        RetryBudget budget({.percent = 0, .floorPerSecond = 1});
        QCOMPARE(spendAll(budget, 0s), 10);
        QCOMPARE(spendAll(budget, 9'999ms), 0);
        QCOMPARE(spendAll(budget, 10s), 10);
    }

    void takesNewRulesAtOnce()
    {
        RetryBudget budget({.percent = 0, .floorPerSecond = 0});
        QCOMPARE(spendAll(budget, 0s), 0);
        budget.setRules({.percent = 0, .floorPerSecond = 1});
        QCOMPARE(spendAll(budget, 0s), 10);
    }

    void budgetsAreIndependent() // RB-04: one for each provider
    {
        RetryBudget dead({.percent = 20, .floorPerSecond = 1});
        RetryBudget alive({.percent = 20, .floorPerSecond = 1});
        spendAll(dead, 0s);
        QVERIFY(alive.spend(at(0s)));
    }

    void holdsInEveryWindow() // PP-12
    {
        std::mt19937 random(3);
        for (int history = 0; history < 200; ++history) {
            const RetryBudgetRules rules{.percent = int(random() % 50),
                                         .floorPerSecond = int(random() % 3)};
            RetryBudget budget(rules);
            std::deque<std::pair<qint64, bool>> window; // second, is it a retry
            qint64 millisecond = 0;
            for (int i = 0; i < 200; ++i) {
                millisecond += qint64(random() % 400);
                const bool isRetry = random() % 2 == 0;
                const MonotonicTime now = at(Duration(millisecond));
                if (!isRetry)
                    budget.request(now);
                else if (!budget.spend(now))
                    continue;
                window.emplace_back(millisecond / 1000, isRetry);
                while (window.front().first <= millisecond / 1000 - 10)
                    window.pop_front();
                const auto retries = std::count_if(
                    window.begin(), window.end(), [](auto &each) { return each.second; });
                const auto requests = qint64(window.size()) - retries;
                if (isRetry)
                    QVERIFY(retries <= qint64(requests) * rules.percent / 100
                                           + qint64(rules.floorPerSecond) * 10);
            }
        }
    }

    void aClockThatGoesBackTakesNothingAway()
    {
        RetryBudget budget({.percent = 0, .floorPerSecond = 1});
        QCOMPARE(spendAll(budget, 3600s), 10);
        QCOMPARE(spendAll(budget, 0s), 10);
        QCOMPARE(spendAll(budget, -3599s), 10);
    }
};

QTEST_APPLESS_MAIN(RetryBudgetTest)
#include "tst_retry_budget.moc"
