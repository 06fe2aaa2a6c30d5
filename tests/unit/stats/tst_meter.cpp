// SPDX-License-Identifier: MIT
#include "engine/stats/meter.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::stats;
using namespace std::chrono_literals;

namespace {

Measured exchange(const QByteArray &model, int status = 200)
{
    Measured measured;
    measured.provider = "openai";
    measured.model = model;
    measured.status = status;
    measured.origin = "upstream";
    measured.total = 300ms;
    return measured;
}

circuit::Event eventOf(circuit::EventType type, const QByteArray &model)
{
    circuit::Event made;
    made.type = type;
    made.key = {"openai", model};
    return made;
}

} // namespace

class MeterTest : public QObject
{
    Q_OBJECT

private slots:
    void aTimeIsInTheFirstBucketThatHoldsIt_data()
    {
        QTest::addColumn<int>("ms");
        QTest::addColumn<int>("bucket");
        QTest::newRow("none") << 0 << 0;
        QTest::newRow("the first bound") << 50 << 0;
        QTest::newRow("above it") << 51 << 1;
        QTest::newRow("the last bound") << 300'000 << 11;
        QTest::newRow("beyond all") << 300'001 << 12;
    }

    void aTimeIsInTheFirstBucketThatHoldsIt()
    {
        QFETCH(int, ms);
        QFETCH(int, bucket);
        Histogram histogram;
        histogram.add(Duration(ms));
        histogram.add(Duration(ms));
        QCOMPARE(histogram.counts.at(std::size_t(bucket)), 2);
        QCOMPARE(histogram.sum, Duration(2 * ms));
    }

    void countsByModelAndAnswer()
    {
        Meter meter;
        meter.add(exchange("gpt-4o"));
        meter.add(exchange("gpt-4o"));
        meter.add(exchange("gpt-4o", 503));
        meter.add(exchange("gpt-4o", 0));
        meter.add(exchange("other"));
        const auto &models = meter.measurements().models;
        QCOMPARE(models.size(), 2);
        const ModelTotals totals = models.value({"openai", "gpt-4o"});
        QCOMPARE(totals.requests.value({2, "upstream"}), 2);
        QCOMPARE(totals.requests.value({5, "upstream"}), 1);
        QCOMPARE(totals.requests.value({0, "upstream"}), 1);
        QCOMPARE(totals.total.sum, Duration(1200));
    }

    void measuresTheFirstByteWhereThereIsOne()
    {
        Meter meter;
        Measured measured = exchange("gpt-4o");
        meter.add(measured);
        measured.firstByte = 70ms;
        meter.add(measured);
        const ModelTotals totals = meter.measurements().models.value({"openai", "gpt-4o"});
        QCOMPARE(totals.firstByte.sum, 70ms);
        QCOMPARE(totals.firstByte.counts.at(1), 1);
    }

    void sumsCostsOfWhatIsBilled()
    {
        Meter meter;
        Measured measured = exchange("gpt-4o");
        meter.add(measured);
        measured.costs.emplace();
        measured.costs->exchanges = 1;
        measured.costs->total = {5};
        measured.costs->input = 7;
        meter.add(measured);
        meter.add(measured);
        const CostTotals costs = meter.measurements().models.value({"openai", "gpt-4o"}).costs;
        QCOMPARE(costs.exchanges, 2);
        QCOMPARE(costs.total.nanoUsd, 10);
        QCOMPARE(costs.input, 14);
    }

    void modelsBeyondTheMostAreOne()
    {
        Meter meter;
        for (qsizetype i = 0; i < Meter::MaxModels + 50; ++i)
            meter.add(exchange("model-" + QByteArray::number(i)));
        meter.add(exchange("model-0"));
        const auto &models = meter.measurements().models;
        QCOMPARE(models.size(), Meter::MaxModels + 1);
        QCOMPARE(models.value({"openai", "__other__"}).requests.value({2, "upstream"}), 50);
        QCOMPARE(models.value({"openai", "model-0"}).requests.value({2, "upstream"}), 2);
    }

    void longNamesAreCut()
    {
        Meter meter;
        meter.add(exchange(QByteArray(100'000, 'x')));
        QCOMPARE(meter.measurements().models.firstKey().model, QByteArray(200, 'x'));
    }

    void countsWhatTheBreakerDoes()
    {
        Meter meter;
        circuit::Event opened = eventOf(circuit::EventType::Opened, "gpt-4o");
        opened.reason = circuit::Reason::Threshold;
        meter.add(opened);
        meter.add(opened);
        meter.add(eventOf(circuit::EventType::ProbeStarted, "gpt-4o")); // is no metric
        const auto &circuits = meter.measurements().circuits;
        QCOMPARE(circuits.size(), 1);
        QCOMPARE(circuits.value({"circuit.opened", {"openai", "gpt-4o"}, "threshold"}), 2);
    }

    void namesOfCircuitsAreBounded()
    {
        Meter meter;
        for (qsizetype i = 0; i < Meter::MaxCounts + 50; ++i)
            meter.add(eventOf(circuit::EventType::FastFailed, QByteArray::number(i)));
        const auto &circuits = meter.measurements().circuits;
        QCOMPARE(circuits.size(), Meter::MaxCounts + 1);
        QCOMPARE(circuits.value({"circuit.fast_fail", {"openai", "__other__"}, {}}), 50);
    }

    void countsLimits()
    {
        Meter meter;
        meter.add(LimitCount{"openai", "user", true});
        meter.add(LimitCount{"openai", "user", true});
        meter.add(LimitCount{"openai", "user", false});
        QCOMPARE(meter.measurements().limits.value({"openai", "user", true}), 2);
        QCOMPARE(meter.measurements().limits.value({"openai", "user", false}), 1);
    }
};

QTEST_APPLESS_MAIN(MeterTest)
#include "tst_meter.moc"
