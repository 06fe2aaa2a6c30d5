// SPDX-License-Identifier: MIT
#include "engine/proxy/local_reply.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy::proxy;

namespace {

QByteArray bodyOf(const QByteArray &reply)
{
    return reply.mid(reply.indexOf("\r\n\r\n") + 4);
}

} // namespace

class LocalReplyTest : public QObject
{
    Q_OBJECT

private slots:
    void writesWholeMessages()
    {
        QCOMPARE(jsonReply(200, "{}", {}),
                 QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Content-Length: 2\r\n\r\n{}"));
        QCOMPARE(jsonReply(200, "{}", {.added = "A: 1\r\n", .closes = true, .withoutBody = true}),
                 QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Content-Length: 2\r\nA: 1\r\nConnection: close\r\n\r\n"));
        QCOMPARE(emptyReply(200, {}), QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    }

    void tellsWhoseFaultItIs_data()
    {
        QTest::addColumn<bool>("upstream");
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("prefix");
        QTest::newRow("ours") << false << QByteArray("proxy") << QByteArray("[PROXY] ");
        QTest::newRow("theirs") << true << QByteArray("upstream") << QByteArray("[UPSTREAM] ");
    }

    void tellsWhoseFaultItIs()
    {
        QFETCH(const bool, upstream);
        QFETCH(const QByteArray, source);
        QFETCH(const QByteArray, prefix);
        const QByteArray reply = errorReply(
            {502, "it broke", "broken", upstream ? Source::Upstream : Source::Proxy}, {});
        QVERIFY(reply.startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
        QVERIFY(reply.contains(QByteArray("\r\nX-Llm-Proxy-Error-Source: " + source + "\r\n")));
        QCOMPARE(bodyOf(reply),
                 QByteArray(R"({"error":{"message":")" + prefix
                            + R"(it broke","type":"broken","code":"broken"}})"));
    }

    void escapesMessages_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("quotes") << QByteArray("not for \"localhost\"");
        QTest::newRow("backslash") << QByteArray("C:\\file");
        QTest::newRow("control bytes") << QByteArray("a\nb\tc\x01", 6);
        QTest::newRow("UTF-8") << QByteArray("gr\xc3\xbc\xc3\x9f");
        QTest::newRow("nothing") << QByteArray();
    }

    void escapesMessages()
    {
        QFETCH(const QByteArray, text);
        const QByteArray body = bodyOf(errorReply({500, text, "code"}, {}));
        QJsonParseError error;
        const QJsonDocument json = QJsonDocument::fromJson(body, &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(json[u"error"][u"message"].toString().toUtf8(), "[PROXY] " + text);
    }

    void countsBytesOfTheBody()
    {
        const QByteArray reply = errorReply({500, "gr\xc3\xbc\xc3\x9f", "code"}, {});
        QVERIFY(reply.contains(
            QByteArray("Content-Length: " + QByteArray::number(bodyOf(reply).size()) + "\r\n")));
    }

    void tellsThatAProviderIsDegraded()
    {
        const QByteArray reply = degradedReply("[DOWN]", "openai", Source::Upstream, {});
        const QByteArray body = "{\"error\":{\"message\":\"[DOWN] Provider openai is currently "
                                "degraded or unavailable. Please try again later.\","
                                "\"type\":\"provider_degraded\",\"code\":\"provider_degraded\"}}";
        QCOMPARE(reply,
                 "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
                 "X-Llm-Proxy-Error-Class: provider_degraded\r\nx-should-retry: false\r\n"
                 "X-Llm-Proxy-Error-Source: upstream\r\nContent-Length: "
                     + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

    void namesErrorsForAws()
    {
        const LocalError limited{429, "slower", "rate_limit_exceeded"};
        QVERIFY(errorReply(limited, {.forAws = true})
                    .contains("\r\nX-Amzn-Errortype: rate_limit_exceeded\r\n"));
        QVERIFY(!errorReply(limited, {}).contains("X-Amzn-Errortype"));
        QVERIFY(degradedReply("[DOWN] ~", "bedrock", Source::Proxy, {.forAws = true})
                    .contains("\r\nX-Amzn-Errortype: [DOWN] ~\r\n"));
        QVERIFY(!degradedReply("[DOWN]", "openai", Source::Proxy, {}).contains("X-Amzn-Errortype"));
    }

    void keepsSignalsThatNoFieldCanHoldInTheBody_data()
    {
        QTest::addColumn<QByteArray>("signal");
        QTest::newRow("line break") << QByteArray("DOWN\r\nX-Injected: 1");
        QTest::newRow("control byte") << QByteArray("DOWN\x1f");
        QTest::newRow("delete") << QByteArray("DOWN\x7f");
        QTest::newRow("UTF-8") << QByteArray("gest\xc3\xb6rt");
    }

    void keepsSignalsThatNoFieldCanHoldInTheBody()
    {
        QFETCH(const QByteArray, signal);
        const QByteArray reply = degradedReply(signal, "bedrock", Source::Proxy, {.forAws = true});
        QVERIFY(!reply.contains("X-Amzn-Errortype"));
        const QJsonDocument json = QJsonDocument::fromJson(bodyOf(reply));
        QVERIFY(json[u"error"][u"message"].toString().toUtf8().startsWith(signal));
    }

    void writesAReasonForEachOfOurErrors_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {403, 404, 405, 421, 429, 502, 503, 504})
            QTest::addRow("%d", status) << status;
    }

    void writesAReasonForEachOfOurErrors()
    {
        QFETCH(const int, status);
        QVERIFY(!errorReply({status, "it broke", "broken"}, {}).contains(" Error\r\n"));
    }

    void hasARefusalForEachStatus_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {400, 408, 413, 414, 417, 431, 501, 505})
            QTest::addRow("%d", status) << status;
    }

    void hasARefusalForEachStatus()
    {
        QFETCH(const int, status);
        const LocalError error = refusal(status);
        QCOMPARE(error.status, status);
        QVERIFY(!error.message.isEmpty() && !error.code.isEmpty());
        QCOMPARE(error.source, Source::Proxy);
        QVERIFY(!errorReply(error, {}).contains(" Error\r\n")); // each has its reason phrase
    }

    void takesAnUnknownRefusalForAMalformedRequest() { QCOMPARE(refusal(499).status, 400); }
};

QTEST_APPLESS_MAIN(LocalReplyTest)
#include "tst_local_reply.moc"
