// SPDX-License-Identifier: MIT
#include "engine/cost/record.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimeZone>

using namespace llmproxy;
using namespace llmproxy::cost;
using usage::Count;
using usage::Source;

namespace {

constexpr qint64 Usd = 1'000'000'000;

Count reported(qint64 tokens)
{
    return {tokens, Source::Reported};
}

QDateTime moment()
{
    return {QDate(2026, 1, 31), QTime(23, 59, 58, 7), Qt::OffsetFromUTC, 2 * 3600};
}

Record smallRecord()
{
    Record record;
    record.at = moment();
    record.provider = "openai";
    record.model = "gpt-4o";
    record.endpoint = "/openai/v1/chat/completions";
    record.usage.input = reported(1000);
    record.usage.output = reported(500);
    Pricing pricing;
    pricing.tiers = {PriceTier{0, TokenPrices{.input = {5 * Usd / 2}, .output = {10 * Usd}}}};
    const PriceMatch match{"gpt-4o", "gpt-4o", std::make_shared<const Pricing>(pricing), false, {}};
    record.charge = charge(record.usage, match);
    return record;
}

/// Every optional key has something to say.
Record fullRecord()
{
    Record record = smallRecord();
    record.requestId = "chatcmpl-1";
    record.userId = "alice";
    record.keyId = "sk-…cdef";
    record.ipAddress = "127.0.0.1";
    record.isStreaming = true;
    record.finishReason = "stop";
    record.usage.cacheRead = reported(400);
    record.usage.cacheWrite = reported(300);
    record.usage.thought = reported(200);
    record.charge.pricesAsOf = QDate(2026, 1, 1);
    return record;
}

} // namespace

class CostRecordTest : public QObject
{
    Q_OBJECT

private slots:
    void writesTheOriginalsKeysThenOurs()
    {
        QCOMPARE(jsonLine(fullRecord()),
                 QByteArray(R"({"timestamp":"2026-01-31T23:59:58.007+02:00",)"
                            R"("request_id":"chatcmpl-1","user_id":"alice",)"
                            R"("key_id":"sk-…cdef","ip_address":"127.0.0.1",)"
                            R"("provider":"openai","model":"gpt-4o",)"
                            R"("endpoint":"/openai/v1/chat/completions","is_streaming":true,)"
                            R"("input_tokens":1000,"output_tokens":500,"total_tokens":1500,)"
                            R"("input_cost":0.0025,"output_cost":0.005,"total_cost":0.0075,)"
                            R"("is_estimate":false,"finish_reason":"stop",)"
                            R"("matched_model":"gpt-4o","cost_label":"reported",)"
                            R"("cache_read_tokens":400,"cache_write_tokens":300,)"
                            R"("thought_tokens":200,"prices_as_of":"2026-01-01"})"
                            "\n"));
    }

    void leavesOutWhatIsEmpty()
    {
        QCOMPARE(jsonLine(smallRecord()),
                 QByteArray(R"({"timestamp":"2026-01-31T23:59:58.007+02:00",)"
                            R"("provider":"openai","model":"gpt-4o",)"
                            R"("endpoint":"/openai/v1/chat/completions","is_streaming":false,)"
                            R"("input_tokens":1000,"output_tokens":500,"total_tokens":1500,)"
                            R"("input_cost":0.0025,"output_cost":0.005,"total_cost":0.0075,)"
                            R"("is_estimate":false,"matched_model":"gpt-4o",)"
                            R"("cost_label":"reported"})"
                            "\n"));
    }

    void writesAnUnknownCostAsTheOriginalDid()
    {
        Record record = smallRecord();
        record.charge = {};
        const QByteArray line = jsonLine(record);
        QVERIFY(line.contains(R"("total_cost":0,"is_estimate":false,"cost_label":"unknown"})"));
        QVERIFY(!line.contains("matched_model"));
    }

    void namesTheZoneOfTheTime_data()
    {
        QTest::addColumn<QDateTime>("at");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("UTC") << moment().toUTC() << QByteArray("2026-01-31T21:59:58.007Z");
        QTest::newRow("west") << moment().toOffsetFromUtc(-12600)
                              << QByteArray("2026-01-31T18:29:58.007-03:30");
    }

    void namesTheZoneOfTheTime()
    {
        QFETCH(const QDateTime, at);
        QFETCH(const QByteArray, text);
        Record record = smallRecord();
        record.at = at;
        const QByteArray expected = "{\"timestamp\":\"" + text + '"';
        QVERIFY2(jsonLine(record).startsWith(expected), jsonLine(record).constData());
    }

    void isOneLineOfJsonWhateverTheTextsHold_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("quotes") << QByteArray("a\"b\\c");
        QTest::newRow("line ends") << QByteArray("a\r\nb");
        QTest::newRow("separators") << QByteArray("a\xE2\x80\xA8\xE2\x80\xA9"
                                                  "b");
        QTest::newRow("a zero") << QByteArray("a\0b", 3);
        QTest::newRow("an escape") << QByteArray("\x1b[31m\x7f");
        QTest::newRow("other letters") << QByteArray("żółć 🦊");
    }

    void isOneLineOfJsonWhateverTheTextsHold()
    {
        QFETCH(const QByteArray, text);
        Record record = smallRecord();
        record.model = text;
        const QByteArray line = jsonLine(record);
        QCOMPARE(line.count('\n'), 1);
        QVERIFY(line.endsWith("}\n"));
        for (const char *separator : {"\xE2\x80\xA8", "\xE2\x80\xA9", "\x1b", "\x7f", "\r"})
            QVERIFY(!line.contains(separator));
        QCOMPARE(readJsonLine(line)->model, text);
    }

    void makesTextOfWhatIsNone()
    {
        Record record = smallRecord();
        record.model = "a\xff\xed\xa0\x80z";
        const auto model = readJsonLine(jsonLine(record))->model;
        QVERIFY(model.startsWith("a\xEF\xBF\xBD") && model.endsWith('z'));
    }

    void cutsLongTextsBetweenCharacters_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qsizetype>("kept");
        QTest::newRow("exactly as long") << QByteArray(1024, 'a') << qsizetype(1024);
        QTest::newRow("one longer") << QByteArray(1025, 'a') << qsizetype(1024);
        QTest::newRow("a character across") << QByteArray(1023, 'a') + "é" << qsizetype(1023);
        QTest::newRow("a character before") << QByteArray(1022, 'a') + "éa" << qsizetype(1024);
        QTest::newRow("nothing but continuations") << QByteArray(2000, '\x80') << qsizetype(0);
    }

    void cutsLongTextsBetweenCharacters()
    {
        QFETCH(const QByteArray, text);
        Record record = smallRecord();
        record.model = text;
        QTEST(readJsonLine(jsonLine(record))->model.size(), "kept");
    }

    void readsItsOwnLines()
    {
        const auto read = readJsonLine(jsonLine(fullRecord()));
        QVERIFY(read);
        QCOMPARE(*read,
                 (RecordSummary{.at = TimePoint(Duration(moment().toMSecsSinceEpoch())),
                                .provider = "openai",
                                .model = "gpt-4o",
                                .keyId = "sk-…cdef",
                                .userId = "alice",
                                .inputTokens = 1000,
                                .outputTokens = 500,
                                .cacheReadTokens = 400,
                                .cacheWriteTokens = 300,
                                .total = Money{7'500'000},
                                .label = Label::Reported}));
    }

    void readsAmountsExactly_data()
    {
        QTest::addColumn<qint64>("nano");
        for (const qint64 nano : {qint64(1),
                                  999'999'999 * qint64(1),
                                  qint64(123'456'789'012'345),
                                  qint64(8'999'999'123'456'789)})
            QTest::addRow("%lld", nano) << nano;
    }

    void readsAmountsExactly()
    {
        QFETCH(const qint64, nano);
        Record record = smallRecord();
        record.charge.total = Money{nano};
        QCOMPARE(readJsonLine(jsonLine(record))->total.nanoUsd, nano);
    }

    void readsTheOriginalsLines_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::addColumn<Label>("label");
        QTest::newRow("exact") << QByteArray(R"("is_estimate":false,"matched_model":"m"})")
                               << Label::Reported;
        QTest::newRow("near") << QByteArray(R"("is_estimate":true,"matched_model":"m"})")
                              << Label::Estimated;
        QTest::newRow("none") << QByteArray(R"("is_estimate":false})") << Label::Unknown;
    }

    void readsTheOriginalsLines()
    {
        QFETCH(const QByteArray, end);
        QFETCH(const Label, label);
        QByteArray line = R"({"timestamp":"2025-08-01T10:00:00.123456789-07:00",)"
                          R"("provider":"openai","model":"m","total_cost":0.25,)";
        line += end;
        const auto read = readJsonLine(line);
        QVERIFY(read);
        QCOMPARE(nameOf(read->label), nameOf(label));
        QCOMPARE(read->total, Money{Usd / 4});
        QCOMPARE(read->at.time_since_epoch().count(), 1754067600123);
    }

    void readsNoNumberThatSumsCouldNotHold()
    {
        const auto read = readJsonLine(R"({"timestamp":"2026-01-31T00:00:00Z","total_cost":1e300,)"
                                       R"("input_tokens":9223372036854775807,)"
                                       R"("output_tokens":-5})");
        QVERIFY(read);
        QCOMPARE(read->inputTokens, 1'000'000'000'000);
        QCOMPARE(read->outputTokens, 0);
        QCOMPARE(read->total, Money{});
    }

    void refusesOtherLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        const QByteArray whole = jsonLine(smallRecord());
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("torn") << whole.first(whole.size() - 20);
        QTest::newRow("two in one") << whole.trimmed() + whole;
        QTest::newRow("a list") << QByteArray("[1]");
        QTest::newRow("no cost") << QByteArray(R"({"timestamp":"2026-01-31T00:00:00Z"})");
        QTest::newRow("no time") << QByteArray(R"({"total_cost":1})");
        QTest::newRow("no such time") << QByteArray(R"({"timestamp":"yesterday","total_cost":1})");
    }

    void refusesOtherLines()
    {
        QFETCH(const QByteArray, line);
        QVERIFY(!readJsonLine(line));
    }
};
QTEST_APPLESS_MAIN(CostRecordTest)
#include "tst_record.moc"
