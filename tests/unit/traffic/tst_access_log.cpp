// SPDX-License-Identifier: MIT
#include "engine/traffic/access_log.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::traffic;
using namespace std::chrono_literals;

class AccessLogTest : public QObject
{
    Q_OBJECT

    static ExchangeRecord completed()
    {
        ExchangeRecord record;
        record.id = 7;
        record.client = "127.0.0.1:51234";
        record.provider = "gemini";
        record.method = "POST";
        record.target =
            "/gemini/v1beta/models/gemini-2.5-flash:generateContent?key=AIz…wxyz&alt=sse";
        record.model = "gemini-2.5-flash";
        record.status = 200;
        record.phase = Phase::Done;
        record.bytesIn = 120;
        record.bytesOut = 4096;
        record.firstByte = 320ms;
        record.total = 1875ms;
        return record;
    }

    static QByteArray text(const AccessLogEntry &entry, LogFormat format = LogFormat::Text)
    {
        static const QDateTime when(QDate(2026, 3, 4), QTime(5, 6, 7), Qt::UTC);
        return rendered(format, entry.level, when, entry.line);
    }

private slots:
    void tellsTheTokensThatTheProviderTold()
    {
        ExchangeRecord record;
        record.status = 200;
        record.phase = Phase::Done;
        record.usage.input = {12, usage::Source::Reported};
        record.usage.output = {0, usage::Source::Reported};
        record.usage.cacheRead = {5, usage::Source::Reported};
        record.cost.total = cost::Money{1500};
        record.cost.label = cost::Label::Reported;
        const QByteArray told =
            rendered(LogFormat::Text, LogLevel::Info, QDateTime(), endedEntry(record).line);
        QVERIFY2(told.contains("input_tokens=12, output_tokens=0, cache_read_tokens=5, "
                               "cost_usd=0.0000015"),
                 told.constData());
        record.usage.input.source = usage::Source::Estimated;
        record.cost.label = cost::Label::Estimated;
        const QByteArray guessed =
            rendered(LogFormat::Text, LogLevel::Info, QDateTime(), endedEntry(record).line);
        QVERIFY(!guessed.contains("input_tokens") && !guessed.contains("cost_usd"));
    }

    void tellsWhatWasAnswered()
    {
        QCOMPARE(text(endedEntry(completed())),
                 QByteArray("INFO [05:06:07] Completed request; method=POST, "
                            "path=/gemini/v1beta/models/gemini-2.5-flash:generateContent, "
                            "remote_addr=127.0.0.1:51234, provider=gemini, "
                            "model=gemini-2.5-flash, status=200, duration_ms=1875, "
                            "first_byte_ms=320, streaming=false, bytes_in=120, bytes_out=4096, "
                            "id=7\n"));
    }

    void tellsThatARequestStarted()
    {
        ExchangeRecord record;
        record.id = 8;
        record.method = "GET";
        record.target = "/health";
        record.client = "[::1]:4711";
        QCOMPARE(text(startedEntry(record)),
                 QByteArray("DEBUG [05:06:07] Started request; method=GET, path=/health, "
                            "remote_addr=[::1]:4711, streaming=false, id=8\n"));
    }

    void flagsStreaming()
    {
        ExchangeRecord record = completed();
        record.streaming = true;
        QCOMPARE(startedEntry(record).line.message(), QByteArray("Started streaming request"));
        QCOMPARE(endedEntry(record).line.message(), QByteArray("Completed streaming request"));
        QVERIFY(text(endedEntry(record)).contains("streaming=true"));
    }

    void tellsOfARateLimit()
    {
        ExchangeRecord record = completed();
        record.overLimit = "user:alice, requests of the minute";
        QVERIFY(text(endedEntry(record))
                    .contains(R"(over_limit="user:alice, requests of the minute", id=7)"));
    }

    void warnsOfWhatWasBrokenOff_data()
    {
        QTest::addColumn<int>("endedBy");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("madeHere");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("endedByName");
        const auto row = [](const char *name, EndedBy by, int status, bool madeHere) {
            return &(QTest::newRow(name) << int(by) << status << madeHere);
        };
        const QByteArray inside("request aborted mid-response");
        *row("client left", EndedBy::Client, 200, false) << inside << QByteArray("client");
        *row("client left early", EndedBy::Client, 0, false)
            << QByteArray("request aborted before response") << QByteArray("client");
        *row("client left our answer", EndedBy::Client, 502, true)
            << inside << QByteArray("client");
        *row("upstream cut", EndedBy::Upstream, 200, false) << inside << QByteArray("upstream");
        *row("went silent", EndedBy::Timeout, 200, false) << inside << QByteArray("timeout");
        *row("shutdown", EndedBy::Proxy, 200, false) << inside << QByteArray("proxy");
        *row("upstream refused", EndedBy::Upstream, 502, true)
            << QByteArray("Completed request") << QByteArray("upstream");
        *row("answered in time by us", EndedBy::Timeout, 504, true)
            << QByteArray("Completed request") << QByteArray("timeout");
    }

    void warnsOfWhatWasBrokenOff()
    {
        QFETCH(int, endedBy);
        QFETCH(int, status);
        QFETCH(bool, madeHere);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, endedByName);
        ExchangeRecord record = completed();
        record.endedBy = static_cast<EndedBy>(endedBy);
        record.status = status;
        record.madeHere = madeHere;
        record.phase = Phase::Streaming;
        record.error = "reset";
        const AccessLogEntry entry = endedEntry(record);
        QCOMPARE(entry.line.message(), message);
        const bool aborted = message.startsWith("request aborted");
        QVERIFY(entry.level == (aborted ? LogLevel::Warn : LogLevel::Info));
        const QByteArray line = text(entry);
        QVERIFY(line.contains(QByteArray("ended_by=" + endedByName + ", ")));
        QCOMPARE(line.contains("phase=streaming"), aborted);
        QVERIFY(line.contains("error=reset"));
        QCOMPARE(line.contains("status="), status != 0);
    }

    void neverWritesAQueryOrAKey_data()
    {
        QTest::addColumn<QByteArray>("target");
        for (const char *target : {"/gemini/v1?key=CANARY",
                                   "/gemini/v1?%6bey=CANARY",
                                   "/gemini/v1?CANARY",
                                   "http://me:CANARY@127.0.0.1:9002/gemini/v1",
                                   "/gemini/v1;key=CANARY",
                                   "/gemini/v1%3Fkey=CANARY",
                                   "?CANARY"})
            QTest::newRow(target) << QByteArray(target);
    }

    void neverWritesAQueryOrAKey()
    {
        QFETCH(QByteArray, target);
        ExchangeRecord record = completed();
        record.target = target;
        for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
            QVERIFY(!text(startedEntry(record), format).contains("CANARY"));
            QVERIFY(!text(endedEntry(record), format).contains("CANARY"));
            record.endedBy = EndedBy::Client;
            QVERIFY(!text(endedEntry(record), format).contains("CANARY"));
        }
    }

    void keepsToOneLineWhateverTheClientSent()
    {
        ExchangeRecord record = completed();
        record.model = "gpt\n\x1b[2JERROR [00:00:00] forged";
        record.method = "GET\r\n";
        for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
            const QByteArray line = text(endedEntry(record), format);
            QCOMPARE(line.count('\n'), 1);
            QCOMPARE(line.count('\x1b'), 0);
            QCOMPARE(line.count('\r'), 0);
        }
    }
};
QTEST_APPLESS_MAIN(AccessLogTest)
#include "tst_access_log.moc"
