// SPDX-License-Identifier: MIT
#include "ui/line_chart.h"

#include <QAreaSeries>
#include <QChartView>
#include <QLineSeries>
#include <QTest>

using namespace llmproxy::ui;

class LineChartTest : public QObject
{
    Q_OBJECT

private slots:
    void roundsUpInSteps_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("ceiling");
        QTest::newRow("nothing") << 0.0 << 1.0;
        QTest::newRow("one") << 1.0 << 1.0;
        QTest::newRow("just above one") << 1.01 << 2.0;
        QTest::newRow("two") << 2.0 << 2.0;
        QTest::newRow("between") << 3.0 << 4.0;
        QTest::newRow("just above eight") << 8.1 << 10.0;
        QTest::newRow("hundreds") << 120.0 << 200.0;
        QTest::newRow("exactly a decade") << 1000.0 << 1000.0;
    }
    void roundsUpInSteps()
    {
        QFETCH(double, value);
        QTEST(niceCeiling(value), "ceiling");
    }

    void keepsTheNewestPointsOnly()
    {
        LineChart chart({ChartLine()});
        QList<QPointF> points;
        for (int i = 0; i <= 1'000; ++i)
            points.append({-15 + i * 0.015, static_cast<double>(i)});
        chart.replace({points});
        auto *area =
            qobject_cast<QAreaSeries *>(chart.findChild<QChartView *>()->chart()->series().first());
        QVERIFY(area);
        QCOMPARE(area->upperSeries()->count(), LineChart::MaxPoints);
        QCOMPARE(area->upperSeries()->points().last(), points.last());
        QCOMPARE(chart.top(), 1000.0);
    }

    void takesNoPointsAtAll()
    {
        LineChart chart({ChartLine(), ChartLine()});
        chart.replace({{{-1, 40}}, {{-1, 20}, {0, 41}}});
        QCOMPARE(chart.top(), 60.0);
        chart.replace({});
        QCOMPARE(chart.top(), 1.0);
    }
};
QTEST_MAIN(LineChartTest)
#include "tst_line_chart.moc"
