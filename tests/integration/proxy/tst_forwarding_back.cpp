// SPDX-License-Identifier: MIT
// What the client gets of an upstream's answer (FW-21 to FW-24, SF-44 to SF-48).
#include "tests/support/proxied_upstream.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

const QByteArray Chunks = "3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";

/// Without the lines that CORS puts behind the upstream's.
QByteArray withoutCors(const QByteArray &head)
{
    QByteArray kept;
    for (const QByteArray &line : head.split('\n')) {
        if (!line.startsWith("Access-Control-") && line.size() > 1)
            kept += line + '\n';
    }
    return kept;
}

} // namespace

class ForwardingBackTest : public QObject
{
    Q_OBJECT

    static SeenResponse through(ProxiedUpstream &proxied,
                                const QByteArray &answer,
                                bool closes = false,
                                const QByteArray &method = "GET")
    {
        proxied.upstream.setAnswer(ScriptedUpstream::fixed(answer, closes));
        RawClient client(proxied.gateway.port(), method);
        client.send(proxied.request(method, "/v1"));
        return client.response();
    }

private slots:
    void forwardsHeads_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("seen");
        const QByteArray start = "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n";
        const auto row = [&](const char *what, const QByteArray &sent, const QByteArray &got) {
            QTest::newRow(what) << start + sent + "\r\n" << start + got;
        };
        row("FW-21", "Connection: X-Foo\r\nX-Foo: 1\r\nX-Bar: 2\r\n", "X-Bar: 2\r\n");
        row("FW-21 known by name", "Connection: cache-control\r\nCache-Control: x\r\n", "");
        row("hop by hop", "Keep-Alive: 1\r\nProxy-Authenticate: x\r\nUpgrade: h2\r\n", "");
        row("FW-23",
            "Set-Cookie: a\r\nset-cookie: b\r\nServer-Timing: t\r\nx-request-id: r\r\n"
            "anthropic-ratelimit-tokens-limit: 1\r\nretry-after: 2\r\n",
            "Set-Cookie: a\r\nset-cookie: b\r\nServer-Timing: t\r\nx-request-id: r\r\n"
            "anthropic-ratelimit-tokens-limit: 1\r\nretry-after: 2\r\n");
        QTest::newRow("FW-24 redirect")
            << QByteArray(
                   "HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
            << QByteArray(
                   "HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n");
        QTest::newRow("529") << QByteArray("HTTP/1.1 529 Overloaded\r\nContent-Length: 0\r\n\r\n")
                             << QByteArray("HTTP/1.1 529 Overloaded\r\nContent-Length: 0\r\n");
        row("SF-45",
            "Content-Type: text/event-stream; charset=utf-8\r\n",
            "Content-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
            "X-Accel-Buffering: no\r\n");
        row("SF-45 said already",
            "Content-Type: text/event-stream\r\nCache-Control: x\r\nX-Accel-Buffering: y\r\n",
            "Content-Type: text/event-stream\r\nCache-Control: x\r\nX-Accel-Buffering: y\r\n");
    }

    void forwardsHeads()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const QByteArray, seen);
        ProxiedUpstream proxied;
        const SeenResponse got = through(proxied, head);
        QVERIFY(got.complete);
        QCOMPARE(withoutCors(got.head), seen);
        QCOMPARE(proxied.upstream.requests().size(), 1U); // nothing is followed
    }

    void sendsOneSetOfCorsFields() // 10
    {
        ProxiedUpstream proxied;
        const SeenResponse seen =
            through(proxied,
                    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://a\r\n"
                    "access-control-max-age: 5\r\nContent-Length: 0\r\n\r\n");
        QCOMPARE(seen.head.toLower().count("access-control-allow-origin:"), 1);
        QCOMPARE(seen.field("Access-Control-Allow-Origin"), QByteArray("*"));
        QVERIFY(!seen.head.contains("max-age"));
    }

    void leavesEncodedBodiesAlone() // FW-22, case 8
    {
        ProxiedUpstream proxied;
        const QByteArray body =
            QByteArray::fromHex("1f8b0800000000000003cb48cdc9c907008651e25c0500");
        const SeenResponse seen =
            through(proxied,
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QCOMPARE(seen.body, body);
        QCOMPARE(seen.field("Content-Encoding"), QByteArray("gzip"));
        QCOMPARE(seen.field("Content-Length").toInt(), int(body.size()));
    }

    void framesBodies_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<QByteArray>("clientVersion");
        QTest::addColumn<QByteArray>("framing"); // a field of the client's head
        QTest::addColumn<bool>("clientClosed");
        const QByteArray sized = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde";
        const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks;
        const QByteArray untilClose = "HTTP/1.1 200 OK\r\n\r\nabcde";
        const QByteArray old = "HTTP/1.0 200 OK\r\n\r\nabcde";
        const QByteArray v1 = "HTTP/1.1";
        const QByteArray v0 = "HTTP/1.0";
        QTest::newRow("sized") << sized << false << v1 << QByteArray("Content-Length") << false;
        QTest::newRow("chunked") << chunked << false << v1 << QByteArray("Transfer-Encoding")
                                 << false;
        QTest::newRow("SF-46 until close")
            << untilClose << true << v1 << QByteArray("Transfer-Encoding") << false;
        QTest::newRow("SF-46 HTTP/1.0")
            << old << true << v1 << QByteArray("Transfer-Encoding") << false;
        QTest::newRow("sized, old client")
            << sized << false << v0 << QByteArray("Content-Length") << true;
        QTest::newRow("chunked, old client")
            << chunked << false << v0 << QByteArray("Connection") << true;
        QTest::newRow("until close, old client")
            << untilClose << true << v0 << QByteArray("Connection") << true;
    }

    void framesBodies()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, closes);
        QFETCH(const QByteArray, clientVersion);
        QFETCH(const QByteArray, framing);
        QFETCH(const bool, clientClosed);
        ProxiedUpstream proxied;
        proxied.upstream.setAnswer(ScriptedUpstream::fixed(answer, closes));
        RawClient client(proxied.gateway.port());
        client.send("GET /openai/v1 " + clientVersion + "\r\nHost: x\r\n\r\n");
        const SeenResponse seen = client.response();
        QVERIFY(seen.complete);
        QCOMPARE(seen.body, QByteArray("abcde"));
        QVERIFY(!seen.field(framing).isEmpty());
        QCOMPARE(int(!seen.field("Content-Length").isEmpty())
                     + int(!seen.field("Transfer-Encoding").isEmpty()),
                 framing == "Connection" ? 0 : 1);
        QCOMPARE(client.waitForClose(clientClosed ? 3000 : 100), clientClosed);
        QVERIFY(!client.wasReset());
    }

    void knowsAnswersWithoutBody_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("HEAD, sized")
            << QByteArray("HEAD") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        QTest::newRow("HEAD, chunked")
            << QByteArray("HEAD")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        // Without framing its end is in doubt, so it is not used again, but the client's is.
        QTest::newRow("HEAD, neither")
            << QByteArray("HEAD") << QByteArray("HTTP/1.1 200 OK\r\n\r\n");
        QTest::newRow("204") << QByteArray("GET") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n");
        QTest::newRow("304, with a length")
            << QByteArray("GET")
            << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
    }

    void knowsAnswersWithoutBody()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, answer);
        ProxiedUpstream proxied;
        proxied.upstream.setAnswer(ScriptedUpstream::fixed(answer, false));
        RawClient client(proxied.gateway.port(), method);
        for (int i = 0; i < 2; ++i) { // the second shows that both connections are still in step
            client.send(proxied.request(method, "/v1"));
            const SeenResponse seen = client.response();
            QVERIFY(seen.complete);
            QCOMPARE(seen.body, QByteArray());
            QCOMPARE(withoutCors(seen.head), answer.chopped(2));
        }
        const bool framed = answer.count("\r\n") > 2 || method == "GET";
        QCOMPARE(proxied.upstream.connections(), framed ? 1 : 2);
    }

    void forwardsInterimAnswers_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<int>("hints");
        QTest::newRow("to a client of today") << QByteArray("HTTP/1.1") << 1;
        QTest::newRow("not to HTTP/1.0") << QByteArray("HTTP/1.0") << 0;
    }

    void forwardsInterimAnswers()
    {
        QFETCH(const QByteArray, version);
        QFETCH(const int, hints);
        ProxiedUpstream proxied;
        proxied.upstream.setAnswer(
            ScriptedUpstream::fixed("HTTP/1.1 100 Continue\r\n\r\n"
                                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                                    false));
        RawClient client(proxied.gateway.port());
        client.send("GET /openai/v1 " + version + "\r\nHost: x\r\n\r\n");
        QCOMPARE(client.response().body, QByteArray("ok"));
        QCOMPARE(client.interims(), QList<int>(hints, 103)); // a 100 answers no one here
    }

    void forwardsTrailers()
    {
        ProxiedUpstream proxied;
        const SeenResponse seen = through(proxied,
                                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                          "Trailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n");
        QVERIFY(seen.complete);
        QCOMPARE(seen.trailers, QByteArray("X-Sum: 7\r\n"));
        QCOMPARE(seen.field("Trailer"), QByteArray("X-Sum"));
    }

    void passesEachEventOnAsItComes() // 21
    {
        ProxiedUpstream proxied;
        QTcpSocket *upstream = nullptr;
        proxied.upstream.setAnswer([&](QTcpSocket &socket, const SeenRequest &) {
            upstream = &socket;
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n");
        });
        RawClient client(proxied.gateway.port());
        client.send(proxied.get("/v1"));
        QByteArray got;
        const auto take = [&] { return got += client.socket().readAll(); };
        QTRY_VERIFY(take().endsWith("\r\n\r\n")); // the head, before there is a body
        for (int i = 0; i < 20; ++i) {
            const QByteArray event = "b\r\ndata: " + QByteArray::number(i % 10) + "...\n\r\n";
            upstream->write(event);
            QTRY_VERIFY(take().endsWith(event));
        }
    }

    void answersPipelinedRequestsInOrder() // 85, SF-62
    {
        ProxiedUpstream proxied;
        QByteArray requests;
        for (int i = 0; i < 50; ++i)
            requests += proxied.get("/v1/" + QByteArray::number(i));
        RawClient client(proxied.gateway.port());
        client.send(requests);
        for (int i = 0; i < 50; ++i) {
            const QByteArray target = "/v1/" + QByteArray::number(i);
            QVERIFY(client.response().body.contains(target.toBase64()));
        }
    }
};

QTEST_GUILESS_MAIN(ForwardingBackTest)
#include "tst_forwarding_back.moc"
