// SPDX-License-Identifier: MIT
// Upstreams that fail, and requests that are refused or answered early (SF-01, SF-10, SF-17,
// SF-24, SF-26, SF-32 to SF-36, SF-47, SF-63, LM-08, LM-10 to LM-13).
#include "tests/support/peer.h"
#include "tests/support/proxied_upstream.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

const QByteArray SizedHead = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
const QByteArray ChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const QByteArray Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

enum class Then { Silence, Fin, Rst };

ScriptedUpstream::Answer says(const QByteArray &bytes, Then then)
{
    return [bytes, then](QTcpSocket &socket, const SeenRequest &) {
        socket.write(bytes);
        socket.flush();
        // A reset takes with it what the other side has not read yet.
        if (then == Then::Fin)
            socket.disconnectFromHost();
        else if (then == Then::Rst)
            QTimer::singleShot(100, &socket, [&socket] { resetConnection(socket); });
    };
}

/// A port that nobody listens on.
quint16 closedPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

void leadTo(proxy::Rules &rules, const QByteArray &host, quint16 port)
{
    auto endpoint = std::make_shared<net::Endpoint>();
    endpoint->host = host;
    endpoint->port = port;
    endpoint->key = "http://" + host + ':' + QByteArray::number(port);
    rules.routes.front().endpoint = std::move(endpoint);
}

} // namespace

Q_DECLARE_METATYPE(Then)

class FaultsTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhyThereIsNoUpstream_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("SF-01 refused")
            << QByteArray("127.0.0.1") << QByteArray("upstream_unreachable");
        QTest::newRow("unreachable")
            << QByteArray("240.0.0.1") << QByteArray("upstream_unreachable");
        QTest::newRow("SF-03 no such name")
            << QByteArray("nowhere.invalid") << QByteArray("upstream_name_not_found");
    }

    void saysWhyThereIsNoUpstream()
    {
        QFETCH(const QByteArray, host);
        QFETCH(const QByteArray, code);
        ProxiedUpstream proxied([&](proxy::Rules &rules) { leadTo(rules, host, closedPort()); });
        RawClient client(proxied.gateway.port());
        client.send(proxied.post("/v1/x", "body"));
        const SeenResponse seen = client.response();
        QCOMPARE(seen.status, 502);
        QVERIFY(seen.complete);
        QCOMPARE(seen.field("Content-Type"), QByteArray("application/json"));
        QCOMPARE(seen.field("X-Llm-Proxy-Error-Source"), QByteArray("upstream"));
        QCOMPARE(seen.field("Access-Control-Allow-Origin"), QByteArray("*"));
        QVERIFY2(seen.body.contains(QByteArray("\"code\":\"" + code + '"')), seen.body.constData());
        QTRY_COMPARE(proxied.ended().size(), 1);
        const traffic::ExchangeRecord record = proxied.ended().front();
        QCOMPARE(record.error, code);
        QCOMPARE(record.endedBy, traffic::EndedBy::Upstream);
        QVERIFY(record.madeHere);
        // The client's connection is as good as before.
        client.send(proxied.get("/v1/x"));
        QCOMPARE(client.response().status, 502);
    }

    void answersWhatIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<Then>("then");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        const QByteArray reset = "upstream_reset";
        const QByteArray bad = "bad_response";
        const QByteArray late = "upstream_timeout";
        const QByteArray interim = "HTTP/1.1 100 Continue\r\n\r\n";
        const QByteArray hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        QTest::newRow("silence") << QByteArray() << Then::Silence << 504 << late;
        QTest::newRow("SF-06 FIN") << QByteArray() << Then::Fin << 502 << reset;
        QTest::newRow("SF-06 RST") << QByteArray() << Then::Rst << 502 << reset;
        QTest::newRow("SF-17 half a head") << SizedHead.left(20) << Then::Silence << 504 << late;
        QTest::newRow("half a head, FIN") << SizedHead.left(20) << Then::Fin << 502 << bad;
        QTest::newRow("half a head, RST") << SizedHead.left(20) << Then::Rst << 502 << bad;
        QTest::newRow("SF-24 no HTTP")
            << QByteArray("SSH-2.0-x\r\n\r\n") << Then::Silence << 502 << bad;
        QTest::newRow("SF-24 HTTP/2")
            << QByteArray("HTTP/2 200\r\n\r\n") << Then::Silence << 502 << bad;
        QTest::newRow("SF-24 two lengths")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")
            << Then::Silence << 502 << bad;
        QTest::newRow("SF-24 101 unasked") << QByteArray("HTTP/1.1 101 Switching Protocols\r\n\r\n")
                                           << Then::Silence << 502 << bad;
        QTest::newRow("LM-12 ten 1xx, then silence")
            << interim.repeated(10) << Then::Silence << 504 << late;
        QTest::newRow("LM-12 eleven 1xx") << interim.repeated(11) << Then::Silence << 502 << bad;
        QTest::newRow("LM-12 a hundred 1xx") << hint.repeated(100) << Then::Silence << 502 << bad;
        QTest::newRow("1xx, then FIN") << interim << Then::Fin << 502 << reset;
        QTest::newRow("head too large")
            << "HTTP/1.1 200 OK\r\nX: " + QByteArray(80'000, 'x') << Then::Silence << 502 << bad;
    }

    void answersWhatIsNoAnswer()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const Then, then);
        QFETCH(const int, status);
        QFETCH(const QByteArray, code);
        ProxiedUpstream proxied(
            [](proxy::Rules &rules) { rules.routes.front().responseHeaderTimeout = 400ms; });
        proxied.upstream.setAnswer(says(bytes, then));
        RawClient client(proxied.gateway.port());
        client.send(proxied.post("/v1/x", "body"));
        const SeenResponse seen = client.response();
        QCOMPARE(seen.status, status);
        QVERIFY(seen.complete);
        QVERIFY2(seen.body.contains(QByteArray("\"code\":\"" + code + '"')), seen.body.constData());
        QVERIFY2(!seen.body.contains("127.0.0.1"), seen.body.constData());
        QTRY_VERIFY(proxied.upstream.isAbandoned());
        QCOMPARE(proxied.upstream.requests().size(), 1U);
    }

    void boundsTheWaitForAHead() // LM-13: not moved by bytes that come
    {
        ProxiedUpstream proxied(
            [](proxy::Rules &rules) { rules.routes.front().responseHeaderTimeout = 400ms; });
        proxied.upstream.setAnswer([](QTcpSocket &socket, const SeenRequest &) {
            socket.write("HTTP/1.1 200 OK\r\nX: ");
            auto *const timer = new QTimer(&socket);
            QObject::connect(timer, &QTimer::timeout, &socket, [&socket] { socket.write("x"); });
            timer->start(20);
        });
        RawClient client(proxied.gateway.port());
        QElapsedTimer clock;
        clock.start();
        client.send(proxied.get("/v1/x"));
        QCOMPARE(client.response().status, 504);
        QVERIFY(clock.elapsed() >= 400);
    }

    // The client gets what came, and can tell that it was not all.
    void breaksOffWhereTheUpstreamDid_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<Then>("then");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("error");
        const QByteArray chunk = "3\r\nabc\r\n";
        struct End
        {
            QByteArray name;
            Then then;
            QByteArray error;
        };
        for (const End &end : {End{", FIN", Then::Fin, "truncated"},
                               End{", RST", Then::Rst, "upstream_reset"},
                               End{", silence", Then::Silence, "timeout_idle"}}) {
            const auto row =
                [&](const char *what, const QByteArray &bytes, const QByteArray &body) {
                    QTest::newRow(QByteArray(what + end.name).constData())
                        << bytes << end.then << body << end.error;
                };
            row("SF-63 sized, no byte", SizedHead, "");
            row("SF-63 sized, one short", SizedHead + "123456789", "123456789");
            row("chunked, no byte", ChunkedHead, "");
            row("chunked, between chunks", ChunkedHead + chunk, "abc");
            row("chunked, inside a chunk", ChunkedHead + chunk + "5\r\nde", "abcde");
            row("chunked, inside a size", ChunkedHead + chunk + "5", "abc");
            row("chunked, before the last CRLF", ChunkedHead + chunk + "0\r\n", "abc");
        }
        QTest::newRow("SF-47 bad chunk size")
            << ChunkedHead + chunk + "xyz\r\n"
            << Then::Silence << QByteArray("abc") << QByteArray("bad_response");
    }

    void breaksOffWhereTheUpstreamDid()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const Then, then);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, error);
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.bodyIdleTimeout = 300ms; });
        proxied.upstream.setAnswer(says(bytes, then));
        RawClient client(proxied.gateway.port());
        client.send(proxied.get("/v1/x"));
        const SeenResponse seen = client.response();
        QCOMPARE(seen.status, 200);
        QVERIFY(!seen.complete);
        QCOMPARE(seen.body, body);
        QVERIFY(client.waitForClose());
        QTRY_COMPARE(proxied.ended().size(), 1);
        QCOMPARE(proxied.ended().front().error, error);
        QCOMPARE(proxied.ended().front().bytesOut, qint64(body.size()));
        QVERIFY(proxied.upstream.isAbandoned());
    }

    void waitsForSlowBodies_data()
    {
        QTest::addColumn<int>("idleMs");
        QTest::newRow("SF-33 pauses below the limit") << 600;
        QTest::newRow("no limit") << 0;
    }

    void waitsForSlowBodies()
    {
        QFETCH(const int, idleMs);
        ProxiedUpstream proxied([idleMs](proxy::Rules &rules) {
            rules.bodyIdleTimeout = Duration(idleMs);
            rules.routes.front().responseHeaderTimeout = 300ms; // over once the head has come
        });
        proxied.upstream.setAnswer([](QTcpSocket &socket, const SeenRequest &) {
            socket.write(ChunkedHead);
            for (int i = 1; i <= 4; ++i)
                QTimer::singleShot(200 * i, &socket, [&socket, i] {
                    socket.write(i < 4 ? "1\r\nx\r\n" : "0\r\n\r\n");
                });
        });
        RawClient client(proxied.gateway.port());
        client.send(proxied.get("/v1/x"));
        const SeenResponse seen = client.response();
        QVERIFY(seen.complete);
        QCOMPARE(seen.body, QByteArray("xxx"));
    }

    void limitsBodies_data() // LM-08
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("chunked");
        QTest::addColumn<int>("status");
        QTest::newRow("sized, at the limit") << 1000 << false << 200;
        QTest::newRow("sized, over it") << 1001 << false << 413;
        QTest::newRow("chunked, at the limit") << 1000 << true << 200;
        QTest::newRow("chunked, over it") << 1001 << true << 413;
    }

    void limitsBodies()
    {
        QFETCH(const int, size);
        QFETCH(const bool, chunked);
        QFETCH(const int, status);
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.maxBodyBytes = 1000; });
        RawClient client(proxied.gateway.port());
        const QByteArray body(size, 'b');
        const QByteArray coded = QByteArray::number(size, 16) + "\r\n" + body + "\r\n0\r\n\r\n";
        client.send(chunked
                        ? proxied.request("POST", "/v1/x", "Transfer-Encoding: chunked\r\n", coded)
                        : proxied.post("/v1/x", body));
        const SeenResponse seen = client.response();
        QCOMPARE(seen.status, status);
        QCOMPARE(proxied.upstream.requests().size(), status == 200 ? 1U : 0U);
        if (status == 200)
            return;
        QVERIFY(seen.body.contains("body_too_large"));
        QCOMPARE(seen.field("Connection"), QByteArray("close"));
        QCOMPARE(seen.field("Access-Control-Allow-Origin"), QByteArray("*"));
        QVERIFY(client.waitForClose());
        if (!chunked)
            QCOMPARE(proxied.upstream.connections(), 0);
    }

    // LM-10, SF-10: the answer is there while the client still sends, and no reset may take it
    // away.
    void letsTheClientReadAnEarlyAnswer_data()
    {
        QTest::addColumn<bool>("byUpstream");
        QTest::addColumn<bool>("upstreamResets");
        QTest::newRow("LM-10 413 made here") << false << false;
        QTest::newRow("SF-10 401 of the upstream") << true << false;
        QTest::newRow("SF-10 401 of an upstream that closes") << true << true;
    }

    void letsTheClientReadAnEarlyAnswer()
    {
        QFETCH(const bool, byUpstream);
        QFETCH(const bool, upstreamResets);
        ProxiedUpstream proxied([byUpstream](proxy::Rules &rules) {
            if (!byUpstream)
                rules.maxBodyBytes = 1000;
        });
        const QByteArray early = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nno no";
        proxied.upstream.onHead([&](QTcpSocket &socket) {
            socket.write(early);
            socket.flush();
            if (upstreamResets)
                socket.disconnectFromHost();
        });
        RawClient client(proxied.gateway.port());
        client.send(proxied.request("POST", "/v1/x", "Content-Length: 60000000\r\n"));
        // Like a real client: it sends on until it sees the answer.
        QElapsedTimer clock;
        clock.start();
        while (client.socket().bytesAvailable() == 0 && clock.elapsed() < 3000) {
            client.send(QByteArray(10'000, 'b'));
            QTest::qWait(1);
        }
        const SeenResponse seen = client.response();
        QCOMPARE(seen.status, byUpstream ? 401 : 413);
        QVERIFY(seen.complete);
        QVERIFY(client.waitForClose());
        QVERIFY(!client.wasReset());
        QTRY_VERIFY(proxied.upstream.isAbandoned());
    }

    // Answer and reset reach the proxy in the turn in which it writes more of the body: the write
    // fails, the answer counts.
    void keepsTheAnswerOfAnUpstreamThatClosedOnTheBody()
    {
        for (int i = 0; i < 20; ++i) {
            ProxiedUpstream proxied;
            bool asked = false;
            proxied.upstream.onHead([&](QTcpSocket &) { asked = true; });
            RawClient client(proxied.gateway.port());
            client.send(proxied.request("POST", "/v1/x", "Content-Length: 100000\r\n", "begin"));
            QTRY_VERIFY(asked);
            proxied.gateway.whileStopped([&] {
                client.send(QByteArray(10'000, 'b'));
                QTcpSocket *const socket = proxied.upstream.sockets().front();
                socket->write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
                socket->flush();
                resetConnection(*socket);
            });
            const SeenResponse seen = client.response();
            QCOMPARE(seen.status, 413);
            QCOMPARE(seen.body, QByteArray("big"));
        }
    }

    void refusesAnUnknownExpectation()
    {
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        client.send(
            proxied.request("POST", "/v1/x", "Expect: cake\r\nContent-Length: 3\r\n", "abc"));
        QCOMPARE(client.response().status, 417);
        QVERIFY(client.waitForClose());
        QCOMPARE(proxied.upstream.connections(), 0);
    }

    void leavesNothingBehindAfterAnExpectation() // FW-17
    {
        ProxiedUpstream proxied;
        proxied.upstream.onHead([](QTcpSocket &socket) {
            socket.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
        });
        RawClient client(proxied.gateway.port());
        client.send(
            proxied.request("POST", "/v1/x", "Expect: 100-continue\r\nContent-Length: 9\r\n"));
        QCOMPARE(client.response().status, 401);
        QVERIFY(client.waitForClose());
        proxied.upstream.onHead({});
        proxied.upstream.setAnswer(ScriptedUpstream::fixed(Ok, false));
        for (int i = 0; i < 50; ++i) {
            RawClient next(proxied.gateway.port());
            next.send(proxied.get("/v1/x"));
            QCOMPARE(next.response().body, QByteArray("ok"));
        }
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "tst_faults.moc"
