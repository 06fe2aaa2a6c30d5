// SPDX-License-Identifier: MIT
// tests/integration/proxy/tst_forwarding.cpp has the rows of the field names.
#include "engine/http/forwarding.h"
#include "tests/support/parsed_head.h"

#include <QTest>

using namespace llmproxy::http;
using namespace llmproxy::test;

class ForwardingTest : public QObject
{
    Q_OBJECT

private slots:
    void appendsBehindWhatThereIs()
    {
        QByteArray out = "before ";
        appendRequestHead(out, requestHead("Host: a\r\nX: 1\r\n"), {.target = "/t", .host = "b:1"});
        QCOMPARE(out,
                 QByteArray("before GET /t HTTP/1.1\r\nHost: b:1\r\nX: 1\r\n"
                            "Accept-Encoding: identity\r\n\r\n"));
    }

    void putsTheHostWhereItStood()
    {
        QByteArray out;
        appendRequestHead(out,
                          requestHead("A: 1\r\nhOST: a\r\nB: 2\r\n"),
                          {.target = "/", .host = "b", .addIdentity = false});
        QCOMPARE(out, QByteArray("GET / HTTP/1.1\r\nA: 1\r\nHost: b\r\nB: 2\r\n\r\n"));
    }

    void speaksOnlyOneVersion()
    {
        QByteArray out;
        appendRequestHead(out,
                          requestHead("Host: a\r\n", "GET / HTTP/1.0"),
                          {.target = "/", .host = "b", .addIdentity = false});
        QVERIFY(out.startsWith("GET / HTTP/1.1\r\n"));
        out.clear();
        appendResponseHead(out, responseHead("A: 1\r\n", "HTTP/1.0 299 So so"), {});
        QCOMPARE(out, QByteArray("HTTP/1.1 299 So so\r\nA: 1\r\n\r\n"));
    }

    void removesRunsOfLines_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("left");
        const QByteArray hop = "Keep-Alive: 1\r\n";
        QTest::newRow("none") << QByteArray("A: 1\r\nB: 2\r\n") << QByteArray("A: 1\r\nB: 2\r\n");
        QTest::newRow("all") << hop + hop << QByteArray();
        QTest::newRow("the first") << hop + "A: 1\r\n" << QByteArray("A: 1\r\n");
        QTest::newRow("the last") << "A: 1\r\n" + hop << QByteArray("A: 1\r\n");
        QTest::newRow("two in the middle") << "A: 1\r\n" + hop + hop + "B: 2\r\n"
                                           << QByteArray("A: 1\r\nB: 2\r\n");
        QTest::newRow("every other")
            << hop + "A: 1\r\n" + hop + "B: 2\r\n" + hop << QByteArray("A: 1\r\nB: 2\r\n");
        QTest::newRow("no fields") << QByteArray() << QByteArray();
    }

    void removesRunsOfLines()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, left);
        QByteArray out;
        appendResponseHead(out, responseHead(fields), {});
        QCOMPARE(out, QByteArray("HTTP/1.1 200 OK\r\n" + left + "\r\n"));
    }

    void describesTheDelivery_data()
    {
        QTest::addColumn<Delivery>("delivery");
        QTest::addColumn<QByteArray>("left");
        const QByteArray all = "Content-Length: 5\r\nTrailer: X\r\nA: 1\r\n";
        QTest::newRow("as received") << Delivery::AsReceived << all;
        QTest::newRow("re-chunked")
            << Delivery::Rechunked
            << QByteArray("Trailer: X\r\nA: 1\r\nTransfer-Encoding: chunked\r\n");
        QTest::newRow("until close") << Delivery::UntilClose << QByteArray("A: 1\r\n");
    }

    void describesTheDelivery()
    {
        QFETCH(const Delivery, delivery);
        QFETCH(const QByteArray, left);
        QByteArray out;
        appendResponseHead(out,
                           responseHead("Content-Length: 5\r\nTrailer: X\r\nA: 1\r\n"),
                           {.delivery = delivery, .closes = true, .added = "Added: x\r\n"});
        QCOMPARE(
            out,
            QByteArray("HTTP/1.1 200 OK\r\n" + left + "Added: x\r\nConnection: close\r\n\r\n"));
    }

    void keepsTheUpstreamsCorsOnlyIfAsked()
    {
        const ResponseHead head = responseHead("Access-Control-Allow-Origin: a\r\nAccess: b\r\n");
        QByteArray kept;
        appendResponseHead(kept, head, {});
        QVERIFY(kept.contains("Access-Control-Allow-Origin"));
        QByteArray dropped;
        appendResponseHead(dropped, head, {.dropsCors = true});
        QCOMPARE(dropped, QByteArray("HTTP/1.1 200 OK\r\nAccess: b\r\n\r\n"));
    }

    void filtersTrailers_data()
    {
        QTest::addColumn<QByteArray>("trailers");
        QTest::addColumn<QByteArray>("left");
        const auto dropped = [](const char *line) {
            QTest::newRow(line) << QByteArray(line) + "\r\nX-Sum: 1\r\n"
                                << QByteArray("X-Sum: 1\r\n");
        };
        for (const char *const line : {"Content-Length: 5",
                                       "transfer-encoding: chunked",
                                       "Host: a",
                                       "Authorization: b",
                                       "X-API-Key: k",
                                       "Cookie: c",
                                       "Connection: close",
                                       "TE: trailers",
                                       "Trailer: x",
                                       "Cache-Control: x",
                                       "X-LLM-Proxy-Test-Mode: y",
                                       "no colon",
                                       ": no name",
                                       "bad name: x"})
            dropped(line);
        QTest::newRow("none") << QByteArray() << QByteArray();
        QTest::newRow("good ones")
            << QByteArray("A: 1\r\nb:2\r\n") << QByteArray("A: 1\r\nb:2\r\n");
    }

    void filtersTrailers()
    {
        QFETCH(const QByteArray, trailers);
        QTEST(forwardableTrailers(trailers), "left");
    }

    void findsSignedFields_data()
    {
        QTest::addColumn<QByteArray>("authorization");
        QTest::addColumn<QByteArray>("names");
        QTest::newRow("last") << QByteArray("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host;x")
                              << QByteArray("host;x");
        QTest::newRow("before the signature")
            << QByteArray("AWS4-HMAC-SHA256 SignedHeaders=a;b, Signature=00") << QByteArray("a;b");
        QTest::newRow("no blank behind it")
            << QByteArray("AWS4-ECDSA-P256-SHA256 SignedHeaders=a,Signature=0") << QByteArray("a");
        QTest::newRow("none") << QByteArray("AWS4-HMAC-SHA256 Credential=a") << QByteArray();
        QTest::newRow("another scheme") << QByteArray("Bearer SignedHeaders=host") << QByteArray();
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }

    void findsSignedFields()
    {
        QFETCH(const QByteArray, authorization);
        QTEST(signedFields(authorization).toByteArray(), "names");
    }
};

QTEST_APPLESS_MAIN(ForwardingTest)
#include "tst_forwarding.moc"
