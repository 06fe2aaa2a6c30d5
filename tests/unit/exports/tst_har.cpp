// SPDX-License-Identifier: MIT
#include "engine/exports/har.h"
#include "engine/exports/json_lines.h"
#include "engine/traffic/record_json.h"
#include "tests/unit/coding/encoders.h"
#include "tests/unit/exports/export_samples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::exports;
using namespace Qt::StringLiterals;

namespace {

QJsonObject logOf(const QByteArray &har)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(har, &error);
    if (error.error != QJsonParseError::NoError)
        qWarning("%s", qPrintable(error.errorString()));
    return document[u"log"].toObject();
}

QJsonObject entryOf(const Sample &sample)
{
    HarWriter writer("1.2.3");
    const QByteArray har =
        writer.begin() + writer.entry(sample.record, &sample.detail) + writer.end();
    return logOf(har)[u"entries"][0].toObject();
}

} // namespace

class HarTest : public QObject
{
    Q_OBJECT

private slots:
    void isOneDocumentInPieces()
    {
        for (int count = 0; count < 3; ++count) {
            HarWriter writer("1.2.3");
            QByteArray har = writer.begin();
            for (int i = 0; i < count; ++i)
                har += writer.entry(chat().record, nullptr);
            const QJsonObject log = logOf(har + writer.end());
            QCOMPARE(log[u"version"].toString(), u"1.2"_s);
            QCOMPARE(log[u"creator"][u"version"].toString(), u"1.2.3"_s);
            QCOMPARE(log[u"entries"].toArray().size(), count);
        }
    }

    void tellsWhatWasAskedAndAnswered()
    {
        Sample sample = chat();
        sample.record.target += "?key=AIz…cdef&a=b%20c&d";
        const QJsonObject entry = entryOf(sample);
        QCOMPARE(entry[u"startedDateTime"].toString(), u"2026-01-31T12:00:00.123Z"_s);
        const QJsonObject request = entry[u"request"].toObject();
        QCOMPARE(request[u"method"].toString(), u"POST"_s);
        QCOMPARE(request[u"url"].toString(),
                 u"http://localhost:9002/openai/v1/chat/completions"
                 "?key=AIz%E2%80%A6cdef&a=b%20c&d"_s);
        QCOMPARE(request[u"headers"].toArray().size(), 5);
        QCOMPARE(request[u"headers"][2][u"value"].toString(), u"Bearer sk-…cdef"_s);
        QCOMPARE(request[u"queryString"][1][u"value"].toString(), u"b c"_s);
        QCOMPARE(request[u"queryString"][2][u"name"].toString(), u"d"_s);
        QCOMPARE(request[u"postData"][u"text"].toString(), u"{\"model\":\"é\\n\"}"_s);
        QCOMPARE(request[u"bodySize"].toInt(), 16);
        const QJsonObject response = entry[u"response"].toObject();
        QCOMPARE(response[u"status"].toInt(), 200);
        QCOMPARE(response[u"statusText"].toString(), u"Very OK"_s);
        QCOMPARE(response[u"content"][u"mimeType"].toString(),
                 u"application/json; charset=utf-8"_s);
        QCOMPARE(response[u"content"][u"text"].toString(), u"{\"choices\":[]}"_s);
        QVERIFY(!response[u"content"].toObject().contains(u"encoding"));
        QVERIFY(!response.contains(u"_error"));
        QCOMPARE(entry[u"_llm"].toObject(), traffic::toJson(sample.record));
    }

    void dividesTheTime()
    {
        const auto timings = [](std::optional<Duration> head, std::optional<Duration> total) {
            Sample sample = chat();
            sample.record.headAt = head;
            sample.record.total = total;
            const QJsonObject entry = entryOf(sample);
            const QJsonObject parts = entry[u"timings"].toObject();
            return QList{entry[u"time"].toInt(), parts[u"wait"].toInt(), parts[u"receive"].toInt()};
        };
        QCOMPARE(timings(Duration(300), Duration(2'000)), (QList{2'000, 300, 1'700}));
        QCOMPARE(timings({}, Duration(2'000)), (QList{2'000, 2'000, 0}));
        QCOMPARE(timings({}, {}), (QList{0, 0, 0}));
        QCOMPARE(timings(Duration(300), {}), (QList{0, 0, 0}));
    }

    void writesWhatIsNoTextAsBase64()
    {
        Sample sample = chat();
        sample.detail.sentHead = "HTTP/1.1 200 OK\nContent-Type: image/png\n";
        setBody(sample.detail.response, "text all the same");
        setBody(sample.detail.request, "\xFF");
        const QJsonObject entry = entryOf(sample);
        const QJsonObject content = entry[u"response"][u"content"].toObject();
        QCOMPARE(content[u"encoding"].toString(), u"base64"_s);
        QCOMPARE(QByteArray::fromBase64(content[u"text"].toString().toLatin1()),
                 QByteArray("text all the same"));
        const QJsonObject post = entry[u"request"][u"postData"].toObject();
        QCOMPARE(post[u"_encoding"].toString(), u"base64"_s);
        QCOMPARE(post[u"text"].toString(), u"/w=="_s);
    }

    void undoesCodingsAndSaysWhatTheySaved()
    {
        const QByteArray text = QByteArray("the same again ").repeated(100);
        Sample sample = chat();
        sample.detail.sentHead = "HTTP/1.1 200 OK\nContent-Type: text/plain\n"
                                 "Content-Encoding: gzip\n";
        setBody(sample.detail.response, encoders::gzip(text));
        sample.record.bytesOut = sample.detail.response.size;
        const QJsonObject content = entryOf(sample)[u"response"][u"content"].toObject();
        QCOMPARE(content[u"text"].toString().toUtf8(), text);
        QCOMPARE(content[u"size"].toInt(), 1'500);
        QCOMPARE(content[u"compression"].toInt(), 1'500 - int(sample.record.bytesOut));
    }

    void saysWhatIsMissing()
    {
        Sample sample = chat();
        sample.record.error = "timeout_header";
        sample.record.bytesOut = 1'000'000;
        sample.detail.response.size = 1'000'000;
        const QJsonObject response = entryOf(sample)[u"response"].toObject();
        QCOMPARE(response[u"content"][u"comment"].toString(), u"14 bytes of it were kept"_s);
        QCOMPARE(response[u"content"][u"size"].toInt(), 1'000'000);
        QCOMPARE(response[u"_error"].toString(), u"timeout_header"_s);
    }

    void masksKeysInBodiesAndFields()
    {
        Sample sample = chat();
        sample.detail.requestHead += "X-Note: sk-CANARY0123456789abcd\n";
        setBody(sample.detail.request, "my key: sk-CANARY0123456789abcd");
        setBody(sample.detail.response, "was: sk-ant-CANARY0123456789abcd");
        HarWriter writer("1");
        const QByteArray har = writer.entry(sample.record, &sample.detail);
        QVERIFY(!har.contains("CANARY"));
        QCOMPARE(har.count("sk-…abcd"), 3);
    }

    void writesARecordAsALine()
    {
        const QByteArray line = jsonLine(chat().record);
        QVERIFY(line.endsWith('\n'));
        QCOMPARE(line.count('\n'), 1);
        QCOMPARE(QJsonDocument::fromJson(line).object(), traffic::toJson(chat().record));
    }
};
QTEST_APPLESS_MAIN(HarTest)
#include "tst_har.moc"
