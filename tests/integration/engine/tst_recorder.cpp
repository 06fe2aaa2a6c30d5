// SPDX-License-Identifier: MIT
#include "engine/prices.h"
#include "engine/recorder.h"

#include <QTest>

using namespace llmproxy;
using cost::Label;
using cost::Money;
using usage::Source;

namespace {

constexpr qint64 Usd = 1'000'000'000;

std::shared_ptr<const cost::PriceBook> bookAt(qint64 inputUsd)
{
    cost::Pricing pricing;
    pricing.tiers = {cost::PriceTier{
        0, cost::TokenPrices{.input = {inputUsd * Usd}, .output = {10 * inputUsd * Usd}}}};
    auto book = std::make_shared<cost::PriceBook>();
    book->add("openai", QDate(2026, 1, 1), {{"gpt-4o", {}, pricing}});
    return book;
}

/// The trace of an exchange that is done and was answered with 1000 and 100 tokens.
proxy::Trace traceOf(qint64 id)
{
    proxy::Trace trace;
    trace.head = "POST /meta/alice/openai/v1/chat/completions?key=secret HTTP/1.1\r\n\r\n";
    trace.method = {0, 4};
    trace.target = {5, static_cast<quint32>(trace.head.indexOf(" HTTP") - 5)};
    traffic::ExchangeRecord &record = trace.record;
    record.id = id;
    record.at = TimePoint(std::chrono::hours(24));
    record.total = Duration(1500);
    record.client = "127.0.0.1:51234";
    record.user = "alice";
    record.key = "sk-…cdef";
    record.provider = "openai";
    record.model = "gpt-4o";
    record.requestId = "chatcmpl-1";
    record.finishReason = "stop";
    record.status = 200;
    record.phase = traffic::Phase::Done;
    record.usage.input = {1000, Source::Reported};
    record.usage.output = {100, Source::Reported};
    return trace;
}

/// What the recorder makes of one trace.
traffic::ExchangeRecord recordOf(Recorder &recorder, proxy::Trace trace)
{
    const quint64 cursor = recorder.since(0, 1'000'000).cursor;
    proxy::TraceOutbox::Batch batch;
    batch.push_back(std::move(trace));
    recorder.take(std::move(batch));
    QList<traffic::ExchangeRecord> changed;
    (void)QTest::qWaitFor([&] {
        changed = recorder.since(cursor, 1).changed;
        return !changed.isEmpty();
    });
    return changed.value(0);
}

} // namespace

class RecorderTest : public QObject
{
    Q_OBJECT

private slots:
    void pricesWhatIsDone()
    {
        Recorder recorder({}, bookAt(2));
        const auto record = recordOf(recorder, traceOf(1));
        QCOMPARE(record.cost.label, Label::Reported);
        QCOMPARE(record.cost.total, std::optional(Money{4'000'000})); // 0.002 + 0.002
        QCOMPARE(record.cost.pricesAsOf, QDate(2026, 1, 1));
        const stats::Costs costs = recorder.costs();
        QCOMPARE(costs.all.total, Money{4'000'000});
        QCOMPARE(costs.byKey["sk-…cdef"].input, 1000);
        QCOMPARE(costs.byUser["alice"].output, 100);
        QCOMPARE(costs.byDay.firstKey(), QDate(1970, 1, 2));
    }

    void pricesNothingThatGoesOn()
    {
        Recorder recorder({}, bookAt(2));
        proxy::Trace trace = traceOf(1);
        trace.record.phase = traffic::Phase::Streaming;
        QCOMPARE(recordOf(recorder, std::move(trace)).cost, cost::Charge());
        QCOMPARE(recorder.costs(), stats::Costs());
    }

    void takesNewPricesForWhatEndsLater()
    {
        Recorder recorder({}, bookAt(2));
        recordOf(recorder, traceOf(1));
        recorder.setPrices(bookAt(4));
        QCOMPARE(recordOf(recorder, traceOf(2)).cost.total, std::optional(Money{8'000'000}));
        QCOMPARE(recorder.costs().all.total, Money{12'000'000});
    }

    void billsWhatIsOwed_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<Source>("source");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<bool>("madeHere");
        QTest::addColumn<int>("exchanges");
        QTest::addColumn<int>("unknown");
        QTest::addColumn<Label>("label");
        QTest::newRow("reported") << 200 << Source::Reported << QByteArray("gpt-4o") << false << 1
                                  << 0 << Label::Reported;
        QTest::newRow("estimated") << 200 << Source::Estimated << QByteArray("gpt-4o") << false << 1
                                   << 0 << Label::Estimated;
        QTest::newRow("another version")
            << 200 << Source::Reported << QByteArray("gpt-4o-2024-08-06") << false << 1 << 0
            << Label::Estimated;
        QTest::newRow("no price") << 200 << Source::Reported << QByteArray("gpt4o") << false << 1
                                  << 1 << Label::Unknown;
        QTest::newRow("no usage") << 200 << Source::Unknown << QByteArray("gpt-4o") << false << 1
                                  << 1 << Label::Unknown;
        QTest::newRow("a list of models")
            << 200 << Source::Unknown << QByteArray() << false << 0 << 0 << Label::Unknown;
        QTest::newRow("a refusal's estimate") << 429 << Source::Estimated << QByteArray("gpt-4o")
                                              << false << 0 << 0 << Label::Unknown;
        QTest::newRow("an error that counts") << 500 << Source::Reported << QByteArray("gpt-4o")
                                              << false << 1 << 0 << Label::Reported;
        QTest::newRow("nothing answered")
            << 0 << Source::Estimated << QByteArray("gpt-4o") << false << 0 << 0 << Label::Unknown;
        QTest::newRow("answered here")
            << 200 << Source::Estimated << QByteArray("gpt-4o") << true << 0 << 0 << Label::Unknown;
    }

    void billsWhatIsOwed()
    {
        QFETCH(const int, status);
        QFETCH(const Source, source);
        QFETCH(const QByteArray, model);
        QFETCH(const bool, madeHere);
        QFETCH(const int, exchanges);
        QFETCH(const int, unknown);
        QFETCH(const Label, label);
        proxy::Trace trace = traceOf(1);
        trace.record.status = status;
        trace.record.model = model;
        trace.record.madeHere = madeHere;
        const qint64 tokens = source == Source::Unknown ? 0 : 100;
        trace.record.usage.input = trace.record.usage.output = {tokens, source};
        Recorder recorder({}, bookAt(2));
        const auto record = recordOf(recorder, std::move(trace));
        QCOMPARE(nameOf(record.cost.label), nameOf(label));
        QCOMPARE(recorder.costs().all.exchanges, exchanges);
        QCOMPARE(recorder.costs().all.unknown, unknown);
    }
};
QTEST_GUILESS_MAIN(RecorderTest)
#include "tst_recorder.moc"
