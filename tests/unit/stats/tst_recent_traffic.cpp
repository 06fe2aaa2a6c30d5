// SPDX-License-Identifier: MIT
#include "engine/stats/recent_traffic.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::stats;
using namespace std::chrono_literals;

namespace {

const TimePoint Start{std::chrono::hours(1000)}; // on the edge of a slot

qint64 upstreamOf(const TrafficSlot &slot)
{
    return slot.answered.at(static_cast<std::size_t>(AnsweredBy::Upstream));
}

} // namespace

class RecentTrafficTest : public QObject
{
    Q_OBJECT

private slots:
    void hasAsManySlotsBeforeAnythingHappened()
    {
        const RecentTraffic traffic;
        const auto all = traffic.slotsUntil(Start);
        QCOMPARE(all.size(), RecentTraffic::SlotCount);
        QCOMPARE(all.last().from, Start - RecentTraffic::SlotLength);
        QVERIFY(!all.last().firstByteP50);
    }

    void showsASlotOnceItIsOver()
    {
        RecentTraffic traffic;
        traffic.add({.at = Start, .provider = "openai"});
        traffic.add({.at = Start + 4999ms, .provider = "openai"});
        QCOMPARE(upstreamOf(traffic.slotsUntil(Start + 4999ms).last()), 0);
        QCOMPARE(upstreamOf(traffic.slotsUntil(Start + 5s).last()), 2);
        QCOMPARE(upstreamOf(traffic.slotsUntil(Start + 10s).last()), 0);
    }

    void forgetsAfterFifteenMinutes()
    {
        RecentTraffic traffic;
        traffic.add({.at = Start, .provider = "openai"});
        QCOMPARE(upstreamOf(traffic.slotsUntil(Start + 15min).first()), 1);
        QCOMPARE(upstreamOf(traffic.slotsUntil(Start + 15min + 5s).first()), 0);
        QCOMPARE(traffic.provider("openai", Start + 15min).answered, 1);
        QCOMPARE(traffic.provider("openai", Start + 15min + 5s).answered, 0);
    }

    void tellsWhoAnswered()
    {
        RecentTraffic traffic;
        for (const AnsweredBy by :
             {AnsweredBy::Upstream, AnsweredBy::Breaker, AnsweredBy::Limit, AnsweredBy::TestMode})
            traffic.add({.at = Start, .provider = "openai", .by = by});
        const TrafficSlot last = traffic.slotsUntil(Start + 5s).last();
        QVERIFY((last.answered == std::array<qint64, AnsweredByCount>{1, 1, 1, 1, 0}));
        QCOMPARE(traffic.provider("openai", Start).blocked, 1);
        QCOMPARE(traffic.provider("gemini", Start).blocked, 0);
    }

    void findsPercentiles_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("half") << 0.5 << 90 << 112;
        QTest::newRow("ninety of a hundred") << 0.9 << 90 << 112;
        QTest::newRow("ninety-five of a hundred") << 0.95 << 1800 << 2250;
        QTest::newRow("all") << 1.0 << 1800 << 2250;
    }
    void findsPercentiles()
    {
        QFETCH(const double, share);
        QFETCH(const int, least);
        QFETCH(const int, most);
        TimeHistogram times;
        for (int i = 0; i < 100; ++i)
            times.add(i < 90 ? 100ms : 2000ms);
        const auto found = times.percentile(share);
        QVERIFY(found);
        QVERIFY2(found->count() >= least && found->count() <= most,
                 qPrintable(QString::number(found->count())));
    }

    void takesTimesOfAnySize()
    {
        TimeHistogram times;
        QVERIFY(!times.percentile(0.5));
        times.add(-5ms);
        times.add(0ms);
        QVERIFY(times.percentile(1)->count() <= 2);
        times.add(std::chrono::hours(10'000));
        QVERIFY(times.percentile(1)->count() > 100'000);
    }

    void staysInOrderWhenTheClockIsPutBack()
    {
        RecentTraffic traffic;
        traffic.add({.at = Start + 20min, .provider = "openai"});
        traffic.add({.at = Start + 20min - RecentTraffic::SlotLength * 181, .provider = "openai"});
        QCOMPARE(upstreamOf(traffic.slotsUntil(Start + 20min + 5s).last()), 1);
    }

    void boundsTheProvidersItKeeps()
    {
        RecentTraffic traffic;
        for (int i = 0; i <= RecentTraffic::MaxProviders; ++i)
            traffic.add({.at = Start, .provider = QByteArray::number(i)});
        QCOMPARE(traffic.provider("0", Start).answered, 1);
        QCOMPARE(traffic.provider(QByteArray::number(RecentTraffic::MaxProviders), Start).answered,
                 0);
        QCOMPARE(upstreamOf(traffic.slotsUntil(Start + 5s).last()),
                 RecentTraffic::MaxProviders + 1);
    }
};
QTEST_APPLESS_MAIN(RecentTrafficTest)
#include "tst_recent_traffic.moc"
