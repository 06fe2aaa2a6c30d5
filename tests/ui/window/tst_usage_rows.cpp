// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "ui/usage_rows.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using By = UsageRows::By;

class UsageRowsTest : public QObject
{
    Q_OBJECT

private:
    stats::EngineSnapshot m_state;

private slots:
    void init()
    {
        m_state = {};
        m_state.at = TimePoint{1'760'000'000s};
        SampleStates::costs(m_state);
    }

    void putsTheDearestFirst()
    {
        const QList<Row> rows = UsageRows::rows(m_state.costs, By::Model);
        QCOMPARE(rows.size(), 4);
        QCOMPARE(rows[0].cells[0].text, u"claude-sonnet-4-5"_s);
        QCOMPARE(rows[3].cells[0].text, u"our-own-model"_s);
    }

    void neverShowsAnUnknownPriceAsNothing()
    {
        const Row row = UsageRows::rows(m_state.costs, By::Model)[3];
        QCOMPARE(row.cells[7].text, u"?"_s);
        QCOMPARE(row.cells[8].text, u"38"_s);
        QCOMPARE(UsageRows::cost(m_state.costs.all), u"$14.21 (38 unpriced)"_s);
        QCOMPARE(UsageRows::cost(m_state.costs.byModel["our-own-model"]),
                 u"\u2013 (38 unpriced)"_s);
        QCOMPARE(UsageRows::cost({}), u"$0"_s);
    }

    void namesWhatBelongsToNobody()
    {
        const Row row = UsageRows::rows(m_state.costs, By::User)[0];
        QCOMPARE(row.cells[0].text, u"no user named"_s);
        QVERIFY(UsageRows::totalsOf(m_state.costs, By::User, row.id) == m_state.costs.all);
    }

    void addsUpTokensTimesPrice()
    {
        const stats::CostTotals totals =
            UsageRows::totalsOf(m_state.costs, By::Model, "claude-sonnet-4-5");
        const QList<Row> rows = UsageRows::arithmetic(totals);
        QCOMPARE(rows.size(), 5); // nothing was written to the cache
        QCOMPARE(rows[0].cells[1].text, u"2,400,000"_s);
        QCOMPARE(rows[0].cells[2].text, u"\u00D7 $2.06"_s);
        QCOMPARE(rows[0].cells[3].text, u"= $4.94"_s);
        QCOMPARE(rows.last().cells[3].text, u"$9.87"_s);
    }

    void sumsUpAllWhereNothingIsChosen()
    {
        QVERIFY(UsageRows::totalsOf(m_state.costs, By::Model, {}) == m_state.costs.all);
        const QList<Row> rows = UsageRows::arithmetic(m_state.costs.all);
        QVERIFY(rows.last().cells[4].text.contains(u"(38 unpriced)"_s));
        QVERIFY(rows.last().cells[4].text.contains(u"$0.12 estimated"_s));
    }

    void takesTodayByUtc()
    {
        QVERIFY(UsageRows::today(m_state) == m_state.costs.all);
        m_state.at += 24h;
        QCOMPARE(UsageRows::today(m_state).exchanges, 0);
    }

    void tellsTheShareOfTheCache()
    {
        stats::CostTotals totals;
        QCOMPARE(UsageRows::cacheShare(totals), QString());
        totals.input = 30;
        totals.cacheRead = 61;
        totals.cacheWrite = 9;
        QCOMPARE(UsageRows::cacheShare(totals), u"61 %"_s);
    }
};
QTEST_MAIN(UsageRowsTest)
#include "tst_usage_rows.moc"
