// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "ui/traffic_curves.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;

class TrafficCurvesTest : public QObject
{
    Q_OBJECT

private:
    QList<stats::TrafficSlot> m_slots;

private slots:
    void init()
    {
        stats::EngineSnapshot state;
        state.at = TimePoint{std::chrono::hours(1'000)};
        SampleStates::recent(state);
        m_slots = state.recent;
    }

    void endsNowAndBeginsAQuarterOfAnHourAgo()
    {
        const QList<QPointF> upstream = TrafficCurves::answers(m_slots)[0];
        QCOMPARE(upstream.size(), stats::RecentTraffic::SlotCount);
        QCOMPARE(upstream.last().x(), 0.0);
        QVERIFY(upstream.first().x() >= -15 && upstream.first().x() < -14.8);
    }

    void countsBySeconds()
    {
        m_slots.last().answered = {25, 5, 0, 0, 0};
        QCOMPARE(TrafficCurves::answers(m_slots)[0].last().y(), 5.0);
        QCOMPARE(TrafficCurves::answers(m_slots)[1].last().y(), 1.0);
    }

    void leavesOutLinesWithoutAnAnswer()
    {
        for (stats::TrafficSlot &slot : m_slots)
            slot.answered = {0, 0, 0, 1, 0};
        const QList<QList<QPointF>> lines = TrafficCurves::answers(m_slots);
        QVERIFY(!lines[0].isEmpty()); // the axis of all the others
        QVERIFY(lines[1].isEmpty() && lines[2].isEmpty());
        QVERIFY(!lines[3].isEmpty());
        QCOMPARE(TrafficCurves::sums(m_slots)[3], stats::RecentTraffic::SlotCount);
    }

    void hasNoPointWhereNothingStreamed()
    {
        m_slots[3].firstByteP50.reset();
        const QList<QList<QPointF>> lines = TrafficCurves::firstByte(m_slots);
        QCOMPARE(lines[0].size(), stats::RecentTraffic::SlotCount - 1);
        QCOMPARE(lines[1].size(), stats::RecentTraffic::SlotCount);
        QVERIFY(TrafficCurves::answers({}).first().isEmpty());
    }
};
QTEST_APPLESS_MAIN(TrafficCurvesTest)
#include "tst_traffic_curves.moc"
