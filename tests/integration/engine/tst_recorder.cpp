// SPDX-License-Identifier: MIT
#include "engine/prices.h"
#include "engine/recorder.h"

#include <QFile>
#include <QTemporaryDir>
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
    QByteArray &head = trace.head.raw;
    head = "POST /meta/alice/openai/v1/chat/completions?key=secret HTTP/1.1\r\n\r\n";
    trace.head.methodSlice = {0, 4};
    trace.head.targetSlice = {5, static_cast<quint32>(head.indexOf(" HTTP") - 5)};
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
    batch.push_back(trace.handOver());
    recorder.take(std::move(batch));
    QList<traffic::ExchangeRecord> changed;
    (void)QTest::qWaitFor([&] {
        changed = recorder.since(cursor, 1).changed;
        return !changed.isEmpty();
    });
    return changed.value(0);
}

config::CostTracking trackingInto(const QString &path)
{
    config::CostTracking tracking;
    tracking.enabled = true;
    config::CostTransport file;
    file.path = path.toUtf8();
    tracking.transports = {file};
    return tracking;
}

QByteArrayList linesIn(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
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

    void writesDownWhatItCost()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        Recorder recorder({}, bookAt(2));
        recorder.track(trackingInto(path));
        recordOf(recorder, traceOf(1));
        QTRY_COMPARE(linesIn(path).size(), 2); // with what follows the last line's end
        const QByteArray line = linesIn(path).first();
        const auto read = cost::readJsonLine(line);
        QVERIFY2(read, line.constData());
        QCOMPARE(read->at, TimePoint(std::chrono::hours(24) + Duration(1500)));
        QCOMPARE(read->total, Money{4'000'000});
        QCOMPARE(read->keyId, QByteArray("sk-…cdef"));
        QVERIFY(line.contains(R"("ip_address":"127.0.0.1")"));
        QVERIFY(line.contains(R"("endpoint":"/openai/v1/chat/completions")"));
        QVERIFY(!line.contains("secret"));
        QTRY_COMPARE(recorder.transports().value(0).written, 1);
    }

    void writesNothingOfWhatUsedNoTokens()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        Recorder recorder({}, bookAt(2));
        recorder.track(trackingInto(path));
        proxy::Trace none = traceOf(1);
        none.record.usage = {};
        recordOf(recorder, std::move(none));
        recordOf(recorder, traceOf(2));
        QTRY_COMPARE(recorder.transports().value(0).written, 1);
        QCOMPARE(recorder.costs().all.exchanges, 2); // but the ledger knows that one is unknown
    }

    void writesWhatItGatheredWhenItEnds()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        config::CostTracking tracking = trackingInto(path);
        tracking.async = true;
        tracking.queueSize = 3;
        {
            Recorder recorder({}, bookAt(2));
            recorder.track(tracking);
            recordOf(recorder, traceOf(1));
            recordOf(recorder, traceOf(2));
            QVERIFY(!QFile::exists(path));
            recordOf(recorder, traceOf(3)); // fills the queue
            QTRY_COMPARE(linesIn(path).size(), 4);
            recordOf(recorder, traceOf(4));
        }
        QCOMPARE(linesIn(path).size(), 5);
    }

    void gathersForTheInterval()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        config::CostTracking tracking = trackingInto(path);
        tracking.async = true;
        tracking.flushInterval = Duration(50);
        Recorder recorder({}, bookAt(2));
        recorder.track(tracking);
        recordOf(recorder, traceOf(1));
        QTRY_COMPARE(linesIn(path).size(), 2);
    }

    void followsARotationAndNewSettings()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        const QString other = folder.filePath(QStringLiteral("other.jsonl"));
        Recorder recorder({}, bookAt(2));
        recorder.track(trackingInto(path));
        recordOf(recorder, traceOf(1));
        QTRY_COMPARE(linesIn(path).size(), 2);
        QVERIFY(QFile::rename(path, path + QStringLiteral(".1")));
        recorder.track(trackingInto(path));
        recordOf(recorder, traceOf(2));
        QTRY_COMPARE(linesIn(path).size(), 2);
        recorder.track(trackingInto(other));
        recordOf(recorder, traceOf(3));
        QTRY_COMPARE(linesIn(other).size(), 2);
        recorder.track({}); // off
        recordOf(recorder, traceOf(4));
        QTRY_VERIFY(recorder.transports().isEmpty());
        QCOMPARE(linesIn(other).size(), 2);
    }

    void fallsBackToAFileWhereNoTransportCanBeMade()
    {
        config::CostTracking tracking;
        tracking.enabled = true;
        tracking.fallbackFile = "fallback.jsonl";
        const auto made = makeTransports(tracking);
        QCOMPARE(made.size(), std::size_t(1));
        QCOMPARE(made[0]->status().name, QByteArray("file fallback.jsonl"));
        tracking.enabled = false;
        QVERIFY(makeTransports(tracking).empty());
    }

    // One that fails stops neither the others nor the traffic, and is said once.
    void keepsOnWhenOneTransportFails()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("costs.jsonl"));
        config::CostTracking tracking = trackingInto(folder.path()); // a folder
        tracking.transports += trackingInto(path).transports;
        std::mutex mutex;
        QByteArrayList warnings;
        Recorder recorder({.write =
                               [&](LogLevel level, const LogLine &line) {
                                   const std::lock_guard lock(mutex);
                                   if (level == LogLevel::Warn)
                                       warnings += line.message();
                               }},
                          bookAt(2));
        recorder.track(tracking);
        recordOf(recorder, traceOf(1));
        recordOf(recorder, traceOf(2));
        QTRY_COMPARE(linesIn(path).size(), 3);
        QTRY_COMPARE(recorder.transports().value(1).written, 2);
        QVERIFY(!recorder.transports().value(0).lastError.isEmpty());
        const std::lock_guard lock(mutex);
        QCOMPARE(warnings, QByteArrayList{"cost records cannot be written"});
    }
};
QTEST_GUILESS_MAIN(RecorderTest)
#include "tst_recorder.moc"
