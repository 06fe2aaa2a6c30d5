// SPDX-License-Identifier: MIT
#include "engine/history/budget.h"

#include <QTest>

using namespace llmproxy::history;

namespace {

constexpr qint64 MiB = qint64(1) << 20;
constexpr qint64 SharedMemory = 64 * 1024;

qint64 mostOf(const Budget &budget)
{
    return budget.pages * PageBytes + SharedMemory + budget.wal
           + Budget::walGrowth(budget.transaction, budget.rows);
}

} // namespace

class BudgetTest : public QObject
{
    Q_OBJECT

private slots:
    void allPartsTogetherStayBelowTheLimit()
    {
        for (qint64 mib = 1; mib <= 4096; ++mib) {
            for (const bool hasFullText : {false, true}) {
                const Budget budget = budgetOf(mib * MiB, 0, hasFullText);
                QVERIFY2(mostOf(budget) <= mib * MiB, qPrintable(QString::number(mib)));
            }
        }
    }

    void mostOfTheLimitIsForRows()
    {
        QVERIFY(budgetOf(MiB, 0, false).pages * PageBytes > MiB / 2);
        QVERIFY(budgetOf(512 * MiB, 0, false).pages * PageBytes > 490 * MiB);
    }

    void whatLiesAsideIsTakenOff()
    {
        QCOMPARE(budgetOf(100 * MiB, 40 * MiB, false), budgetOf(60 * MiB, 0, false));
    }

    void aTransactionHoldsMoreRowsThanOne()
    {
        QVERIFY(budgetOf(MiB, 0, false).rows >= 4);
        QVERIFY(budgetOf(512 * MiB, 0, false).rows >= 200);
    }

    void aFullTextIndexMayBeWrittenTwice()
    {
        const Budget budget = budgetOf(512 * MiB, 0, true);
        QVERIFY(mostOf(budget) + budget.pages * PageBytes <= 512 * MiB);
    }
};

QTEST_APPLESS_MAIN(BudgetTest)
#include "tst_budget.moc"
