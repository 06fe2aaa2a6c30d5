// SPDX-License-Identifier: MIT
#include "ui/rate_history.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace std::chrono_literals;

namespace {

const TimePoint Start{std::chrono::seconds(1'000'000)}; // at the edge of a bucket

} // namespace

class RateHistoryTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsNothingBeforeASecondReading()
    {
        RateHistory history;
        QVERIFY(history.points().isEmpty());
        QCOMPARE(history.current(), 0.0);
        history.add(Start, 100);
        QVERIFY(history.points().isEmpty());
    }

    void doesNotCountWhatWasThereAtTheFirstReading()
    {
        RateHistory history;
        history.add(Start, 1'000);
        history.add(Start + 2s, 1'006);
        QCOMPARE(history.points().size(), 1);
        QCOMPARE(history.points().first(), QPointF(0, 3));
    }

    void spreadsAGapEvenly()
    {
        RateHistory history;
        history.add(Start, 0);
        history.add(Start + 60s, 600);
        const QList<QPointF> points = history.points();
        QCOMPARE(points.size(), 30);
        for (const QPointF &point : points)
            QVERIFY(qAbs(point.y() - 10) < 1e-9);
        QVERIFY(qAbs(points.first().x() + 58.0 / 60) < 1e-9);
        QCOMPARE(points.last().x(), 0.0);
    }

    void keepsFifteenMinutes()
    {
        RateHistory history;
        history.add(Start, 0);
        for (int second = 1; second <= 3'600; ++second)
            history.add(Start + std::chrono::seconds(second), second);
        const QList<QPointF> points = history.points();
        QCOMPARE(points.size(), RateHistory::BucketCount);
        QVERIFY(points.first().x() >= -15.0);
        for (const QPointF &point : points)
            QVERIFY(qAbs(point.y() - 1) < 1e-9);
    }

    void survivesAGapLongerThanItsMemory()
    {
        RateHistory history;
        history.add(Start, 0);
        history.add(Start + 2s, 1'000'000);
        history.add(Start + 24h, 1'000'000);
        const QList<QPointF> points = history.points();
        QCOMPARE(points.size(), RateHistory::BucketCount);
        for (const QPointF &point : points)
            QCOMPARE(point.y(), 0.0);
    }

    void goesOnAfterARestartOfTheCounter()
    {
        RateHistory history;
        history.add(Start, 500);
        history.add(Start + 2s, 3);
        history.add(Start + 4s, 7);
        const QList<QPointF> points = history.points();
        QCOMPARE(points.size(), 2);
        QCOMPARE(points.at(0).y(), 0.0);
        QCOMPARE(points.at(1).y(), 2.0);
    }

    void startsAnewWhenTheClockGoesBack()
    {
        RateHistory history;
        history.add(Start, 0);
        history.add(Start + 60s, 60);
        history.add(Start - 60s, 70);
        QVERIFY(history.points().isEmpty());
        history.add(Start - 58s, 72);
        QCOMPARE(history.points().size(), 1);
        QCOMPARE(history.points().first().y(), 1.0);
    }

    void ignoresASecondReadingAtTheSameTime()
    {
        RateHistory history;
        history.add(Start, 0);
        history.add(Start, 50);
        history.add(Start + 2s, 50);
        QCOMPARE(history.points().first().y(), 25.0);
    }

    void keepsProvidersApart()
    {
        RateHistories histories;
        stats::EngineSnapshot snapshot;
        snapshot.at = Start;
        snapshot.providers = {{"openai", "openai", ""}, {"gemini", "gemini", ""}};
        histories.add(snapshot);
        snapshot.at = Start + 2s;
        snapshot.totals.requests = 6;
        snapshot.providers[0].requests = 6;
        histories.add(snapshot);
        QCOMPARE(histories.total().current(), 3.0);
        QCOMPARE(histories.provider("openai").current(), 3.0);
        QCOMPARE(histories.provider("gemini").current(), 0.0);
        QVERIFY(histories.provider("never seen").points().isEmpty());
    }
};
QTEST_APPLESS_MAIN(RateHistoryTest)
#include "tst_rate_history.moc"
