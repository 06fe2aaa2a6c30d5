// SPDX-License-Identifier: MIT
#include "engine/stats/cost_ledger.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::stats;
using cost::Label;
using cost::Money;
using usage::Source;

namespace {

Spending spendingOf(qint64 nanoUsd, Label label = Label::Reported)
{
    Spending spending;
    spending.provider = "openai";
    spending.model = "gpt-4o";
    spending.key = "sk-…cdef";
    spending.user = "alice";
    spending.day = QDate(2026, 1, 31);
    spending.charge.label = label;
    if (label != Label::Unknown)
        spending.charge.total = Money{nanoUsd};
    return spending;
}

} // namespace

class CostLedgerTest : public QObject
{
    Q_OBJECT

private slots:
    void addsUpByWhatExchangesBelongTo()
    {
        CostLedger ledger;
        ledger.add(spendingOf(5));
        Spending other = spendingOf(7);
        other.model = "gpt-5";
        other.user.clear();
        other.day = QDate(2026, 2, 1);
        ledger.add(other);
        const Costs &costs = ledger.costs();
        QCOMPARE(costs.all.exchanges, 2);
        QCOMPARE(costs.all.total, Money{12});
        QCOMPARE(costs.byProvider["openai"], costs.all);
        QCOMPARE(costs.byKey["sk-…cdef"], costs.all);
        QCOMPARE(costs.byModel["gpt-4o"].total, Money{5});
        QCOMPARE(costs.byModel["gpt-5"].total, Money{7});
        QCOMPARE(costs.byUser["alice"].total, Money{5});
        QCOMPARE(costs.byUser[""].total, Money{7});
        QCOMPARE(costs.byDay[QDate(2026, 1, 31)].total, Money{5});
        QCOMPARE(costs.byDay[QDate(2026, 2, 1)].total, Money{7});
    }

    void tellsWhatIsGuessedAndWhatIsNotKnown()
    {
        CostLedger ledger;
        ledger.add(spendingOf(5));
        ledger.add(spendingOf(3, Label::Estimated));
        ledger.add(spendingOf(0, Label::Unknown));
        QCOMPARE(ledger.costs().all.total, Money{8});
        QCOMPARE(ledger.costs().all.estimated, Money{3});
        QCOMPARE(ledger.costs().all.unknown, 1);
        QCOMPARE(ledger.costs().all.exchanges, 3);
    }

    void countsEachTokenInOneClass()
    {
        Spending spending = spendingOf(1);
        spending.usage.input = {100, Source::Reported};
        spending.usage.cacheRead = {30, Source::Reported};
        spending.usage.cacheWrite = {20, Source::Reported};
        spending.usage.cacheWriteLong = {5, Source::Reported};
        spending.usage.toolPrompt = {7, Source::Reported};
        spending.usage.output = {50, Source::Reported};
        spending.usage.thought = {40, Source::Reported};
        CostLedger ledger;
        ledger.add(spending);
        ledger.add(spending);
        const CostTotals &all = ledger.costs().all;
        QCOMPARE(all.input, 2 * 57);
        QCOMPARE(all.cacheRead, 2 * 30);
        QCOMPARE(all.cacheWrite, 2 * 20);
        QCOMPARE(all.output, 2 * 10);
        QCOMPARE(all.thought, 2 * 40);
    }

    void addsUpWhatEachClassCost()
    {
        using cost::TokenClass;
        Spending spending = spendingOf(0);
        qint64 amount = 1;
        for (const TokenClass each : {TokenClass::Input,
                                      TokenClass::CacheRead,
                                      TokenClass::CacheWrite,
                                      TokenClass::CacheWriteLong,
                                      TokenClass::ToolPrompt,
                                      TokenClass::Output,
                                      TokenClass::Thought}) {
            cost::ChargeLine line;
            line.tokenClass = each;
            line.amount = Money{amount};
            spending.charge.lines.append(line);
            amount *= 10;
        }
        CostLedger ledger;
        ledger.add(spending);
        const CostParts &parts = ledger.costs().all.parts;
        QCOMPARE(parts.input, Money{10'001});
        QCOMPARE(parts.cacheRead, Money{10});
        QCOMPARE(parts.cacheWrite, Money{1'100});
        QCOMPARE(parts.output, Money{100'000});
        QCOMPARE(parts.thought, Money{1'000'000});
    }

    void foldsNamesBeyondTheLimit()
    {
        CostLedger ledger;
        for (qsizetype i = 0; i < CostLedger::MaxNames + 2; ++i) {
            Spending spending = spendingOf(1);
            spending.user = QByteArray::number(i);
            ledger.add(spending);
        }
        const auto &byUser = ledger.costs().byUser;
        QCOMPARE(byUser.size(), CostLedger::MaxNames + 1);
        QCOMPARE(byUser["999"].exchanges, 1);
        QVERIFY(!byUser.contains("1000"));
        QCOMPARE(byUser["other"].exchanges, 2);
        ledger.add(spendingOf(1)); // alice is new, the key is not
        QCOMPARE(ledger.costs().byUser["other"].exchanges, 3);
        QCOMPARE(ledger.costs().byKey.size(), 1);
        Spending known = spendingOf(1);
        known.user = "0";
        ledger.add(known);
        QCOMPARE(ledger.costs().byUser["0"].exchanges, 2);
    }

    void cutsLongNames()
    {
        CostLedger ledger;
        Spending spending = spendingOf(1);
        spending.model = QByteArray(100'000, 'm');
        ledger.add(spending);
        QCOMPARE(ledger.costs().byModel.firstKey().size(), CostLedger::MaxNameBytes);
    }

    void keepsTheLastDays()
    {
        CostLedger ledger;
        for (int i = 0; i < 40; ++i) {
            Spending spending = spendingOf(1);
            spending.day = QDate(2026, 1, 1).addDays(i);
            ledger.add(spending);
        }
        const auto &byDay = ledger.costs().byDay;
        QCOMPARE(byDay.size(), CostLedger::MaxDays);
        QCOMPARE(byDay.firstKey(), QDate(2026, 1, 10));
        QCOMPARE(byDay.lastKey(), QDate(2026, 2, 9));
        Spending late = spendingOf(1);
        late.day = QDate(2025, 1, 1);
        ledger.add(late);
        QCOMPARE(ledger.costs().byDay.firstKey(), QDate(2026, 1, 10));
        QCOMPARE(ledger.costs().all.exchanges, 41);
    }
};
QTEST_APPLESS_MAIN(CostLedgerTest)
#include "tst_cost_ledger.moc"
