// SPDX-License-Identifier: MIT
// Upstreams behind TLS, directly and through an outbound proxy (SF-04, SF-05, TL-01, TL-03, TL-10,
// TL-15, TL-18, TL-19, TL-24, TL-25).
#include "tests/support/proxied_upstream.h"
#include "tests/support/tls_listener.h"

#include <QTcpServer>
#include <QTemporaryFile>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

using Connection = TlsListener::Connection;

const QByteArray Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Trusts `root` besides the system's authorities.
std::shared_ptr<net::TlsContext> contextTrusting(const Identity &root)
{
    QTemporaryFile file;
    if (!file.open())
        qFatal("no temporary file");
    file.write(root.certificatePem());
    file.flush();
    const auto context =
        net::TlsContext::create({.systemFile = {},
                                 .systemFolders = {},
                                 .added = {{QStringLiteral("test"), file.fileName()}}});
    return context ? *context : nullptr;
}

/// An outbound proxy that gives one answer, and tunnels behind a good one.
class ConnectProxy : public QTcpServer
{
public:
    ConnectProxy(QByteArray answer, quint16 target)
        : m_answer(std::move(answer))
        , m_target(target)
    {
        listen(QHostAddress::LocalHost);
        connect(
            this, &QTcpServer::newConnection, this, [this] { serve(*nextPendingConnection()); });
    }

    QByteArray request;

private:
    void serve(QTcpSocket &client)
    {
        connect(&client, &QTcpSocket::readyRead, &client, [this, &client] {
            if (request.endsWith("\r\n\r\n"))
                return;
            request += client.readAll();
            if (!request.endsWith("\r\n\r\n"))
                return;
            client.write(m_answer);
            if (m_answer.isEmpty())
                return;
            if (m_answer.startsWith("HTTP/1.1 200"))
                tunnel(client);
            else
                client.disconnectFromHost();
        });
    }

    void tunnel(QTcpSocket &client) const
    {
        auto *const upstream = new QTcpSocket(&client);
        upstream->connectToHost(QHostAddress::LocalHost, m_target);
        connect(&client, &QTcpSocket::readyRead, upstream, [&client, upstream] {
            upstream->write(client.readAll());
        });
        connect(upstream, &QTcpSocket::readyRead, &client, [&client, upstream] {
            client.write(upstream->readAll());
        });
    }

    QByteArray m_answer;
    quint16 m_target;
};

} // namespace

class TlsUpstreamTest : public QObject
{
    Q_OBJECT

    Identity m_root;
    std::shared_ptr<net::TlsContext> m_context;

    /// Rules that lead to https://localhost:`port`.
    ProxiedUpstream::Change leadingTo(quint16 port, quint16 proxyPort = 0) const
    {
        return [this, port, proxyPort](proxy::Rules &rules) {
            auto endpoint = std::make_shared<net::Endpoint>();
            endpoint->host = "localhost";
            endpoint->port = port;
            endpoint->tls = m_context;
            endpoint->key = "https://localhost:" + QByteArray::number(port);
            if (proxyPort != 0)
                endpoint->proxy = http::OutboundProxy{"127.0.0.1", proxyPort, "Basic c2VjcmV0"};
            rules.routes.front().endpoint = std::move(endpoint);
            rules.upstream.connect = 500ms;
            rules.upstream.tlsHandshake = 500ms;
        };
    }

    TlsServerSettings good() const { return {.identity = issueLeaf("localhost", m_root)}; }

    static SeenResponse ask(ProxiedUpstream &proxied, const QByteArray &body = {})
    {
        RawClient client(proxied.gateway.port());
        client.send(proxied.post("/v1/x", body));
        return client.response();
    }

    static void isFailure(const SeenResponse &seen, int status, const QByteArray &code)
    {
        QCOMPARE(seen.status, status);
        QVERIFY(seen.complete);
        QVERIFY2(seen.body.contains(QByteArray("\"code\":\"" + code + '"')), seen.body.constData());
        QVERIFY2(!seen.body.contains("://") && !seen.body.contains("/v1/"), seen.body.constData());
        QVERIFY2(!seen.body.contains("c2VjcmV0"), seen.body.constData());
    }

private slots:
    void initTestCase()
    {
        m_root = issueAuthority("Test Root");
        m_context = contextTrusting(m_root);
        QVERIFY(m_context);
    }

    void passesBothWays_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("recordSize");
        QTest::newRow("small") << 10 << 16'384;
        QTest::newRow("TL-19 one byte a record") << 2000 << 1;
        QTest::newRow("TL-19 large") << 1'000'000 << 16'384;
    }

    void passesBothWays()
    {
        QFETCH(const int, size);
        QFETCH(const int, recordSize);
        TlsServerSettings settings = good();
        settings.recordSize = recordSize;
        TlsListener listener(settings);
        const QByteArray body(size, 'b');
        QByteArray request;
        listener.onPlain = [&](Connection &client, const QByteArray &bytes) {
            request += bytes;
            if (request.endsWith(QByteArray("\r\n\r\n" + body)))
                client.write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(size)
                             + "\r\n\r\n" + body);
        };
        ProxiedUpstream proxied(leadingTo(listener.serverPort()));
        const SeenResponse seen = ask(proxied, body);
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.body, body);
        QVERIFY(request.startsWith("POST /v1/x HTTP/1.1\r\n"));
        QCOMPARE(listener.connections().front()->tls().serverName(),
                 QByteArray("localhost")); // TL-10
    }

    void refusesCertificates_data()
    {
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("TL-03 another name")
            << true << QByteArray("other.example") << QByteArray("it is not for");
        QTest::newRow("TL-25 unknown authority")
            << false << QByteArray("localhost") << QByteArray("trusted");
    }

    void refusesCertificates()
    {
        QFETCH(const bool, trusted);
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, reason);
        const Identity stranger = issueAuthority("Stranger");
        TlsListener listener({.identity = issueLeaf(name, trusted ? m_root : stranger)});
        bool wasAsked = false;
        listener.onPlain = [&](Connection &, const QByteArray &) { wasAsked = true; };
        ProxiedUpstream proxied(leadingTo(listener.serverPort()));
        const SeenResponse seen = ask(proxied, "secret body");
        isFailure(seen, 502, "tls_verify_failed");
        QVERIFY2(seen.body.contains(reason), seen.body.constData());
        QVERIFY(!wasAsked);
        QCOMPARE(listener.connections().size(), 1U); // and no second try
    }

    void failsWithoutATlsServer_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("SF-05 silence")
            << QByteArray() << false << 504 << QByteArray("upstream_tls_timeout");
        QTest::newRow("closes") << QByteArray() << true << 502 << QByteArray("tls_failed");
        QTest::newRow("speaks HTTP") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") << false
                                     << 502 << QByteArray("tls_failed");
    }

    void failsWithoutATlsServer()
    {
        QFETCH(const QByteArray, says);
        QFETCH(const bool, closes);
        QFETCH(const int, status);
        QFETCH(const QByteArray, code);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *const socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [=] {
                socket->readAll();
                socket->write(says);
                if (closes)
                    socket->disconnectFromHost();
            });
        });
        ProxiedUpstream proxied(leadingTo(server.serverPort()));
        isFailure(ask(proxied), status, code);
    }

    void resumesTheSession() // TL-15
    {
        TlsListener listener(good());
        listener.onPlain = [](Connection &client, const QByteArray &) {
            client.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            client.close();
        };
        ProxiedUpstream proxied(leadingTo(listener.serverPort()));
        QCOMPARE(ask(proxied).status, 200);
        QCOMPARE(ask(proxied).status, 200);
        QCOMPARE(listener.connections().size(), 2U);
        QVERIFY(listener.connections()[1]->tls().isResumed());
    }

    void reusesTheConnection()
    {
        TlsListener listener(good());
        listener.onPlain = [](Connection &client, const QByteArray &) { client.write(Ok); };
        ProxiedUpstream proxied(leadingTo(listener.serverPort()));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(ask(proxied).body, QByteArray("ok"));
        QCOMPARE(listener.connections().size(), 1U);
    }

    void triesAStaleConnectionOnceMore() // SF-07, SF-77
    {
        TlsListener listener(good());
        listener.onPlain = [](Connection &client, const QByteArray &) { client.write(Ok); };
        ProxiedUpstream proxied(leadingTo(listener.serverPort()));
        QCOMPARE(ask(proxied).status, 200);
        for (int i = 0; i < 20; ++i) {
            RawClient client(proxied.gateway.port());
            proxied.gateway.whileStopped([&] {
                client.send(proxied.post("/v1/x", "body"));
                Connection &last = *listener.connections().back();
                if (i % 3 == 0)
                    last.close();
                else if (i % 3 == 1)
                    last.cut();
                else
                    last.reset();
            });
            QCOMPARE(client.response().status, 200);
        }
    }

    // TL-18: a body that ends with its connection is whole only if the end was said.
    void wantsTheEndSaid_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("says");
        QTest::addColumn<bool>("complete");
        const QByteArray untilClose = "HTTP/1.1 200 OK\r\n\r\nok";
        QTest::newRow("close-delimited, said") << untilClose << true << true;
        QTest::newRow("close-delimited, cut") << untilClose << false << false;
        QTest::newRow("sized, cut") << Ok << false << true;
    }

    void wantsTheEndSaid()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, says);
        TlsListener listener(good());
        listener.onPlain = [&](Connection &client, const QByteArray &) {
            client.write(answer);
            if (says)
                client.close();
            else
                client.cut();
        };
        ProxiedUpstream proxied(leadingTo(listener.serverPort()));
        const SeenResponse seen = ask(proxied);
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.body, QByteArray("ok"));
        QTEST(seen.complete, "complete");
    }

    void goesThroughAnOutboundProxy_data() // TL-24
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        const QByteArray failed = "outbound_proxy_failed";
        const QByteArray agreed = "HTTP/1.1 200 Connection established\r\n";
        QTest::newRow("200") << agreed + "\r\n" << 200 << QByteArray();
        QTest::newRow("200 with fields") << agreed + "Via: p\r\n\r\n" << 200 << QByteArray();
        QTest::newRow("407") << QByteArray("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n") << 502
                             << failed;
        QTest::newRow("garbage") << QByteArray("hello\r\n\r\n") << 502 << failed;
        QTest::newRow("early data") << agreed + "\r\nx" << 502 << failed;
        QTest::newRow("closes") << QByteArray("HTTP/1.1 ") << 502 << failed;
        QTest::newRow("silence") << QByteArray() << 504 << QByteArray("upstream_connect_timeout");
    }

    void goesThroughAnOutboundProxy()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const int, status);
        QFETCH(const QByteArray, code);
        TlsListener listener(good());
        QByteArray request;
        listener.onPlain = [&](Connection &client, const QByteArray &bytes) {
            request += bytes;
            client.write(Ok);
        };
        ConnectProxy outbound(answer, listener.serverPort());
        ProxiedUpstream proxied(leadingTo(listener.serverPort(), outbound.serverPort()));
        const SeenResponse seen = ask(proxied);
        const QByteArray authority = "localhost:" + QByteArray::number(listener.serverPort());
        QVERIFY2(outbound.request.startsWith(QByteArray("CONNECT " + authority + " HTTP/1.1\r\n")),
                 outbound.request.constData());
        QVERIFY(outbound.request.contains("Proxy-Authorization: Basic c2VjcmV0\r\n"));
        if (status != 200) {
            isFailure(seen, status, code);
            return;
        }
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.body, QByteArray("ok"));
        QVERIFY(!request.contains("Proxy-Authorization"));
        QCOMPARE(listener.connections().front()->tls().serverName(), QByteArray("localhost"));
    }
};

QTEST_GUILESS_MAIN(TlsUpstreamTest)
#include "tst_tls_upstream.moc"
