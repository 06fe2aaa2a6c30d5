// SPDX-License-Identifier: MIT
#include "engine/circuit/time_budget.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace std::chrono_literals;

class TimeBudgetTest : public QObject
{
    Q_OBJECT

private slots:
    void isClamped_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("milliseconds");
        const auto row = [](const char *value, int milliseconds) {
            QTest::newRow(value) << QByteArray(value) << milliseconds;
        };
        row("1500", 1500);
        row(" 1500 ", 1500);
        row("10", 1000);
        row("999", 1000);
        row("1001", 1001);
        row("299999", 299'999);
        row("300000", 300'000);
        row("300001", 300'000);
        row("9223372036854775807", 300'000);
        row("9223372036854775808", 300'000);
        row("99999999999999999999999999", 300'000);
    }

    void isClamped()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const int, milliseconds);
        QCOMPARE(timeBudget(value, 300s), std::optional(Duration(milliseconds)));
    }

    void ignoresWhatIsNoWholeNumberAboveZero()
    {
        for (const char *const value :
             {"", " ", "abc", "-5", "0", "+5", "1.5", "1e3", "0x10", "1 2"})
            QVERIFY2(!timeBudget(value, 300s), value);
    }

    void theCeilingWins()
    {
        QCOMPARE(timeBudget("5000", 400ms), std::optional<Duration>(400ms));
        QCOMPARE(timeBudget("100", 400ms), std::optional<Duration>(400ms));
        QVERIFY(!timeBudget("5000", 0s));
    }

    void onlyALongWaitCounts()
    {
        QVERIFY(!budgetCounts(299'999ms, 300s, 0s));
        QVERIFY(budgetCounts(300s, 300s, 0s));
        QVERIFY(!budgetCounts(59'999ms, 300s, 60s));
        QVERIFY(budgetCounts(60s, 300s, 60s));
    }

    void onlyACallerThatWaitedLongCounts()
    {
        QVERIFY(!hangCounts(59'999ms, false, 60s));
        QVERIFY(hangCounts(60s, false, 60s));
        QVERIFY(!hangCounts(60s, true, 60s));
        QVERIFY(!hangCounts(1h, false, 0s));
    }
};

QTEST_APPLESS_MAIN(TimeBudgetTest)
#include "tst_time_budget.moc"
