// SPDX-License-Identifier: MIT
// What a fast side may write ahead of a slow one is bounded, and standing still for too long ends
// the exchange (SF-59, SF-60).
#include "tests/support/peer.h"
#include "tests/support/proxied_upstream.h"

#include <QElapsedTimer>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 Size = 96 << 20;
/// What the proxy holds itself (256 KiB and one read), and what the kernel's buffers between take:
/// they grow with the speed, to 4 MiB where data are sent and to some more where they arrive.
constexpr qint64 Bound = 32 << 20;

bool waitUntilStill(const QIODevice &writer)
{
    QElapsedTimer unchanged;
    unchanged.start();
    for (qint64 last = -1; unchanged.elapsed() < 300; QTest::qWait(10)) {
        if (const qint64 now = writer.bytesToWrite(); now != std::exchange(last, now))
            unchanged.restart();
    }
    return writer.bytesToWrite() > 0;
}

void sendMuch(QTcpSocket &socket, const SeenRequest &)
{
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(Size) + "\r\n\r\n");
    socket.write(QByteArray(Size, 'b'));
}

} // namespace

class BackpressureTest : public QObject
{
    Q_OBJECT

    static void slowClient(RawClient &client)
    {
        keepReceiveBufferSmall(client.socket().socketDescriptor());
        client.socket().setReadBufferSize(1024);
    }

private slots:
    void holdsTheUpstreamForASlowClient() // SF-59
    {
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.bodyIdleTimeout = 200ms; });
        proxied.upstream.setAnswer(sendMuch);
        RawClient client(proxied.gateway.port());
        slowClient(client);
        client.send(proxied.get("/v1/big"));
        QTRY_COMPARE(proxied.upstream.requests().size(), 1U);
        QTcpSocket *const upstream = proxied.upstream.sockets().front();
        QVERIFY(waitUntilStill(*upstream));
        const qint64 taken = Size - upstream->bytesToWrite();
        qInfo("%lld KiB were taken ahead", taken >> 10);
        QVERIFY2(taken < Bound, QByteArray::number(taken).constData());
        // It was the client that was slow: the upstream's idle clock stood still.
        client.socket().setReadBufferSize(0);
        const SeenResponse seen = client.response(30'000);
        QVERIFY(seen.complete);
        QCOMPARE(seen.body.size(), Size);
    }

    void holdsTheClientForASlowUpstream()
    {
        ProxiedUpstream proxied;
        proxied.upstream.setReading(false);
        RawClient client(proxied.gateway.port());
        client.send(proxied.post("/v1/big", QByteArray(Size, 'b')));
        QVERIFY(waitUntilStill(client.socket()));
        const qint64 taken = Size - client.socket().bytesToWrite();
        qInfo("%lld KiB were taken ahead", taken >> 10);
        QVERIFY2(taken < Bound, QByteArray::number(taken).constData());
    }

    void endsWithAClientThatTakesNothing() // SF-60
    {
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.writeStallTimeout = 300ms; });
        proxied.upstream.setAnswer(sendMuch);
        RawClient client(proxied.gateway.port());
        slowClient(client);
        client.send(proxied.get("/v1/big"));
        QTRY_COMPARE(proxied.upstream.requests().size(), 1U);
        QTRY_VERIFY(proxied.upstream.isAbandoned());
        QTRY_COMPARE(proxied.ended().size(), 1);
        QCOMPARE(proxied.ended().front().error, QByteArray("client_stalled"));
        QCOMPARE(proxied.ended().front().endedBy, traffic::EndedBy::Timeout);
        QTRY_COMPARE_WITH_TIMEOUT(proxied.gateway.clientConnections(), 0, 3000);
    }

    void endsWithAnUpstreamThatTakesNothing()
    {
        ProxiedUpstream proxied([](proxy::Rules &rules) { rules.writeStallTimeout = 300ms; });
        proxied.upstream.setReading(false);
        RawClient client(proxied.gateway.port());
        client.send(proxied.post("/v1/big", QByteArray(Size, 'b')));
        QTRY_COMPARE(proxied.upstream.open(), 1);
        QTRY_VERIFY(proxied.upstream.isAbandoned());
        QTRY_COMPARE(proxied.ended().size(), 1);
        QCOMPARE(proxied.ended().front().status, 504);
        QCOMPARE(proxied.ended().front().error, QByteArray("upstream_timeout"));
    }
};

QTEST_GUILESS_MAIN(BackpressureTest)
#include "tst_backpressure.moc"
