// SPDX-License-Identifier: MIT
// A stream that ends, or is written in pieces, at every byte (SF-25, SF-27, SF-38, SF-39).
#include "tests/support/peer.h"
#include "tests/support/proxied_upstream.h"

#include <QDeadlineTimer>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

const QByteArray Events = "event: message_start\ndata: {\"type\":\"message_start\"}\n\n"
                          ": ping\n\n"
                          "data: {\"text\":\"\xf0\x9f\x98\x80\"}\r\n\r\n"
                          "data: [DONE]\n\n";

QByteArray chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

/// A stream as an upstream writes it.
struct Recorded
{
    QByteArray head;
    QByteArray body;
};

Recorded chunkedStream()
{
    QByteArray body;
    for (qsizetype at = 0; at < Events.size(); at += 37)
        body += chunk(Events.mid(at, 37));
    return {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: "
            "chunked\r\n\r\n",
            body + "0\r\n\r\n"};
}

Recorded sizedStream()
{
    return {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                + QByteArray::number(Events.size()) + "\r\n\r\n",
            Events};
}

/// The bytes behind the head that the client got until its connection stood still or ended.
struct SeenBytes
{
    QByteArray body;
    bool reset = false;
};

/// As QTRY_VERIFY, but looks as soon as something happened.
bool await(const std::function<bool()> &condition)
{
    QDeadlineTimer timer(5000);
    while (!condition() && !timer.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    return !timer.hasExpired();
}

SeenBytes untilClosed(RawClient &client)
{
    QByteArray all;
    QObject::connect(
        &client.socket(), &QTcpSocket::readyRead, [&] { all += client.socket().readAll(); });
    client.waitForClose();
    all += client.socket().readAll();
    return {all.mid(all.indexOf("\r\n\r\n") + 4), client.wasReset()};
}

} // namespace

class StreamCutsTest : public QObject
{
    Q_OBJECT

    static QByteArray closingRequest(const ProxiedUpstream &proxied)
    {
        return proxied.request("GET", "/v1/stream", "Connection: close\r\n");
    }

private slots:
    void cutsAtEveryByte_data()
    {
        QTest::addColumn<bool>("chunked");
        QTest::newRow("SF-25 chunked") << true;
        QTest::newRow("SF-25 sized") << false;
    }

    void cutsAtEveryByte()
    {
        QFETCH(const bool, chunked);
        const Recorded stream = chunked ? chunkedStream() : sizedStream();
        ProxiedUpstream proxied;
        for (qsizetype cut = 0; cut <= stream.body.size(); ++cut) {
            proxied.upstream.setAnswer(
                ScriptedUpstream::fixed(stream.head + stream.body.left(cut), true));
            RawClient client(proxied.gateway.port());
            client.send(closingRequest(proxied));
            const SeenBytes seen = untilClosed(client);
            QCOMPARE(seen.body, stream.body.left(cut));
            QVERIFY(!seen.reset);
        }
        QTRY_COMPARE(proxied.ended().size(), stream.body.size() + 1);
        const auto records = proxied.ended();
        for (const traffic::ExchangeRecord &record : records) {
            const bool whole = &record == &records.back();
            QCOMPARE(record.error, whole ? QByteArray() : QByteArray("truncated"));
            QVERIFY(record.streaming);
        }
    }

    void splitsAtEveryByte()
    {
        const Recorded stream = chunkedStream();
        const QByteArray all = stream.head + stream.body;
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        for (qsizetype split = 1; split < all.size(); ++split) {
            QTcpSocket *upstream = nullptr;
            proxied.upstream.setAnswer([&](QTcpSocket &socket, const SeenRequest &) {
                upstream = &socket;
                socket.write(all.left(split));
            });
            client.send(proxied.get("/v1/stream"));
            QVERIFY(await([&] { return upstream != nullptr; }));
            // What was sent so far has passed the proxy once the client has it all.
            QByteArray got;
            const QByteArray sent = stream.body.left(split - stream.head.size());
            const auto has = [&](const QByteArray &end) {
                got += client.socket().readAll();
                return got.endsWith(end);
            };
            QVERIFY(split <= stream.head.size() || await([&] { return has(sent); }));
            upstream->write(all.mid(split));
            QVERIFY(await([&] { return has("0\r\n\r\n"); }));
            QCOMPARE(got.mid(got.indexOf("\r\n\r\n") + 4), stream.body);
        }
        QCOMPARE(proxied.upstream.connections(), 1);
    }

    void joinsAndSplitsEvents() // SF-39
    {
        const QByteArray many = Events.repeated(125);
        QByteArray bytewise;
        for (const char c : Events)
            bytewise += chunk(QByteArray(1, c));
        ProxiedUpstream proxied;
        for (const QByteArray &coded : {chunk(many), bytewise}) {
            proxied.upstream.setAnswer(
                ScriptedUpstream::fixed(chunkedStream().head + coded + "0\r\n\r\n", false));
            RawClient client(proxied.gateway.port());
            client.send(closingRequest(proxied));
            QCOMPARE(untilClosed(client).body, coded + "0\r\n\r\n");
        }
    }

    void endsCleanlyWithoutATerminalEvent() // SF-27: the framing is valid
    {
        ProxiedUpstream proxied;
        proxied.upstream.setAnswer(ScriptedUpstream::fixed(
            chunkedStream().head + chunk("data: 1\n\n") + "0\r\n\r\n", false));
        RawClient client(proxied.gateway.port());
        client.send(proxied.get("/v1/stream"));
        const SeenResponse seen = client.response();
        QVERIFY(seen.complete);
        QCOMPARE(seen.body, QByteArray("data: 1\n\n"));
    }

    // A close-delimited stream that is broken off must not be re-framed as a whole one.
    void tellsAResetFromTheEndOfACloseDelimitedStream_data()
    {
        QTest::addColumn<bool>("resets");
        QTest::newRow("SF-46 FIN") << false;
        QTest::newRow("SF-26 RST") << true;
    }

    void tellsAResetFromTheEndOfACloseDelimitedStream()
    {
        QFETCH(const bool, resets);
        ProxiedUpstream proxied;
        QTcpSocket *upstream = nullptr;
        proxied.upstream.setAnswer([&](QTcpSocket &socket, const SeenRequest &) {
            upstream = &socket;
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + Events);
        });
        RawClient client(proxied.gateway.port());
        client.send(proxied.get("/v1/stream"));
        QTRY_VERIFY(client.socket().peek(10'000).contains("[DONE]"));
        if (resets)
            resetConnection(*upstream);
        else
            upstream->disconnectFromHost();
        const SeenResponse seen = client.response();
        QCOMPARE(seen.body, Events);
        QCOMPARE(seen.complete, !resets);
    }
};

QTEST_GUILESS_MAIN(StreamCutsTest)
#include "tst_stream_cuts.moc"
