// SPDX-License-Identifier: MIT
// Connections to an upstream are kept and used again, also where the upstream closes them just
// then (SF-06 to SF-09, SF-48, SF-77, SF-78).
#include "tests/support/peer.h"
#include "tests/support/proxied_upstream.h"

#include <QTest>
#include <QTimer>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

const QByteArray Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Answers each request on a connection, but the `number`th one with what `instead` does.
ScriptedUpstream::Answer
except(int number, const ScriptedUpstream::Answer &instead, const QByteArray &otherwise = Ok)
{
    return [=, seen = std::make_shared<int>(0)](QTcpSocket &socket, const SeenRequest &request) {
        if (++*seen == number)
            instead(socket, request);
        else
            socket.write(otherwise);
    };
}

void fin(QTcpSocket &socket, const SeenRequest &)
{
    socket.disconnectFromHost();
}

void rst(QTcpSocket &socket, const SeenRequest &)
{
    resetConnection(socket);
}

void halfAHead(QTcpSocket &socket, const SeenRequest &)
{
    socket.write("HTTP/1.1 20");
    socket.disconnectFromHost();
}

} // namespace

class ReuseTest : public QObject
{
    Q_OBJECT

    /// One exchange through `client`.
    static SeenResponse ask(ProxiedUpstream &proxied, RawClient &client, const QByteArray &path)
    {
        client.send(proxied.get(path));
        return client.response();
    }

private slots:
    void usesOneConnectionForRequestsInTurn()
    {
        ProxiedUpstream proxied;
        for (int i = 0; i < 3; ++i) { // from several clients as well
            RawClient client(proxied.gateway.port());
            QCOMPARE(ask(proxied, client, "/v1/a").status, 200);
            QCOMPARE(ask(proxied, client, "/v1/b").status, 200);
        }
        QCOMPARE(proxied.upstream.connections(), 1);
        QCOMPARE(proxied.upstream.requests().size(), 6U);
    }

    void keepsNoConnectionThatSaysClose_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("Connection: close")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
        QTest::newRow("bytes behind the body") << Ok + "x";
        QTest::newRow("a second answer behind the first") << Ok + Ok;
        QTest::newRow("bytes behind the last chunk")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        QTest::newRow("bytes behind a 204") << QByteArray("HTTP/1.1 204 No Content\r\n\r\nevil");
    }

    void keepsNoConnectionThatSaysClose()
    {
        QFETCH(const QByteArray, answer);
        ProxiedUpstream proxied;
        proxied.upstream.setAnswer(except(1, ScriptedUpstream::fixed(answer, false)));
        RawClient client(proxied.gateway.port());
        QVERIFY(ask(proxied, client, "/v1/first").complete);
        const SeenResponse second = ask(proxied, client, "/v1/second");
        QCOMPARE(second.status, 200);
        QCOMPARE(second.body, QByteArray("ok"));
        QCOMPARE(proxied.upstream.requests().back().connection, 2);
    }

    // A connection that was idle may have been closed just as the request went out: not one byte
    // of an answer came, so a second try is safe, once, and only there.
    void triesAStaleConnectionOnceMore_data()
    {
        QTest::addColumn<ScriptedUpstream::Answer>("fault");
        QTest::addColumn<int>("faultyRequest");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("requests");
        using Answer = ScriptedUpstream::Answer;
        QTest::newRow("SF-06 fresh, FIN") << Answer(fin) << 1 << 502 << 1;
        QTest::newRow("SF-06 fresh, RST") << Answer(rst) << 1 << 502 << 1;
        QTest::newRow("SF-07 reused, FIN") << Answer(fin) << 2 << 200 << 3;
        QTest::newRow("SF-07 reused, RST") << Answer(rst) << 2 << 200 << 3;
        QTest::newRow("reused, but half a head came") << Answer(halfAHead) << 2 << 502 << 2;
    }

    void triesAStaleConnectionOnceMore()
    {
        QFETCH(const ScriptedUpstream::Answer, fault);
        QFETCH(const int, faultyRequest);
        QFETCH(const int, status);
        QFETCH(const int, requests);
        ProxiedUpstream proxied;
        proxied.upstream.setAnswer(except(faultyRequest, fault));
        RawClient client(proxied.gateway.port());
        for (int i = 1; i < faultyRequest; ++i)
            QCOMPARE(ask(proxied, client, "/v1/good").status, 200);
        client.send(proxied.post("/v1/x", "the body"));
        QCOMPARE(client.response().status, status);
        QCOMPARE(int(proxied.upstream.requests().size()), requests);
        QCOMPARE(proxied.upstream.requests().back().body, QByteArray("the body"));
        QTRY_COMPARE(proxied.ended().size(), faultyRequest);
        QCOMPARE(proxied.ended().back().attempts, requests - faultyRequest + 1);
    }

    void givesUpWhenTheSecondTryFailsAlike() // SF-09
    {
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        QCOMPARE(ask(proxied, client, "/v1/good").status, 200);
        proxied.upstream.setAnswer(fin);
        const SeenResponse seen = ask(proxied, client, "/v1/x");
        QCOMPARE(seen.status, 502);
        QCOMPARE(seen.field("X-Llm-Proxy-Error-Source"), QByteArray("upstream"));
        QCOMPARE(proxied.upstream.requests().size(), 3U);
        QTRY_COMPARE(proxied.ended().size(), 2);
        QCOMPARE(proxied.ended().back().error, QByteArray("upstream_reset"));
    }

    void sendsAHalfWrittenBodyAgain() // SF-08
    {
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        QCOMPARE(ask(proxied, client, "/v1/good").status, 200);
        bool reset = false;
        proxied.upstream.onHead([&](QTcpSocket &socket) {
            if (!std::exchange(reset, true))
                resetConnection(socket);
        });
        const QByteArray body(300'000, 'b');
        const QByteArray request = proxied.post("/v1/x", body);
        client.send(request.left(100'000));
        QTRY_VERIFY(reset);
        client.send(request.mid(100'000));
        QCOMPARE(client.response().status, 200);
        QCOMPARE(proxied.upstream.requests().back().body, body);
    }

    void doesNotRepeatMoreThanItKept()
    {
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.maxReplayBytes = 1000; });
        RawClient client(proxied.gateway.port());
        QCOMPARE(ask(proxied, client, "/v1/good").status, 200);
        proxied.upstream.setAnswer(fin);
        client.send(proxied.post("/v1/x", QByteArray(2000, 'b')));
        QCOMPARE(client.response().status, 502);
        QCOMPARE(proxied.upstream.requests().size(), 2U);
    }

    // The upstream closes while the request is on its way: both reach the proxy in one turn.
    void survivesTheIdleCloseRace_data()
    {
        QTest::addColumn<bool>("resets");
        QTest::addColumn<bool>("closesFirst");
        QTest::addColumn<int>("times");
        QTest::newRow("SF-77 FIN, then a request") << false << true << 500;
        QTest::newRow("SF-77 a request, then FIN") << false << false << 100;
        QTest::newRow("SF-77 RST, then a request") << true << true << 100;
        QTest::newRow("SF-77 a request, then RST") << true << false << 100;
    }

    void survivesTheIdleCloseRace()
    {
        QFETCH(const bool, resets);
        QFETCH(const bool, closesFirst);
        QFETCH(const int, times);
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        QCOMPARE(ask(proxied, client, "/v1/first").status, 200);
        for (int i = 0; i < times; ++i) {
            proxied.gateway.whileStopped([&] {
                if (!closesFirst)
                    client.send(proxied.post("/v1/x", "body"));
                for (QTcpSocket *const socket : proxied.upstream.sockets()) {
                    if (resets)
                        resetConnection(*socket);
                    else
                        socket->disconnectFromHost();
                }
                if (closesFirst)
                    client.send(proxied.post("/v1/x", "body"));
            });
            const SeenResponse seen = client.response();
            QVERIFY2(seen.status == 200, seen.body.constData());
        }
        QCOMPARE(int(proxied.upstream.requests().size()), times + 1); // none arrived twice
    }

    void dropsAnIdleConnectionThatSpeaks_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("SF-78 a 408") << QByteArray("HTTP/1.1 408 Request Timeout\r\n\r\n");
        QTest::newRow("SF-78 one byte") << QByteArray("\n");
        QTest::newRow("SF-78 an answer")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    }

    void dropsAnIdleConnectionThatSpeaks()
    {
        QFETCH(const QByteArray, bytes);
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        QCOMPARE(ask(proxied, client, "/v1/first").status, 200);
        proxied.upstream.sockets().front()->write(bytes);
        QTRY_COMPARE(proxied.upstream.open(), 0);
        const SeenResponse seen = ask(proxied, client, "/v1/second");
        QCOMPARE(seen.status, 200);
        QVERIFY(seen.body.contains("echo"));
        QCOMPARE(proxied.upstream.connections(), 2);
    }

    void runsSlowRequestsSideBySide()
    {
        constexpr int many = 60;
        ProxiedUpstream proxied;
        std::vector<QTcpSocket *> waiting;
        proxied.upstream.setAnswer(
            [&](QTcpSocket &socket, const SeenRequest &) { waiting.push_back(&socket); });
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < many; ++i) {
            clients.push_back(std::make_unique<RawClient>(proxied.gateway.port()));
            clients.back()->send(proxied.get("/v1/slow"));
        }
        QTRY_COMPARE(int(waiting.size()), many);
        for (QTcpSocket *const socket : waiting)
            socket->write(Ok);
        for (const auto &client : clients)
            QCOMPARE(client->response().status, 200);
        QCOMPARE(proxied.upstream.connections(), many);
    }

    void closesWhatNobodyUses()
    {
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.upstream.idle = 100ms; });
        RawClient client(proxied.gateway.port());
        QCOMPARE(ask(proxied, client, "/v1/first").status, 200);
        QCOMPARE(proxied.upstream.open(), 1);
        QTRY_COMPARE(proxied.upstream.open(), 0);
        QCOMPARE(ask(proxied, client, "/v1/second").status, 200);
        QCOMPARE(proxied.upstream.connections(), 2);
    }

    void closesWhatGrewOld() // TL-29
    {
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.upstream.lifetime = 1ms; });
        proxied.upstream.setAnswer([](QTcpSocket &socket, const SeenRequest &) {
            QTimer::singleShot(20, &socket, [&socket] { socket.write(Ok); });
        });
        RawClient client(proxied.gateway.port());
        QCOMPARE(ask(proxied, client, "/v1/first").status, 200);
        QCOMPARE(ask(proxied, client, "/v1/second").status, 200);
        QCOMPARE(proxied.upstream.connections(), 2);
    }
};

QTEST_GUILESS_MAIN(ReuseTest)
#include "tst_reuse.moc"
