// SPDX-License-Identifier: MIT
// A client leaves in each phase of an exchange (SF-18, SF-49 to SF-57).
#include "tests/support/peer.h"
#include "tests/support/proxied_upstream.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <array>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr qint64 NoticeMs = 200;
#else
constexpr qint64 NoticeMs = 50;
#endif
constexpr int Attempts = 3; ///< the best counts: the machine may have had other things to do

const QByteArray StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n";
const QByteArray Event = "e\r\ndata: {\"a\":1}\n\r\n";

void keepWriting(QTcpSocket &socket, const SeenRequest & = {})
{
    socket.write(StreamHead);
    QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket, [&socket] {
        if (socket.bytesToWrite() < 65'536)
            socket.write(Event.repeated(1000));
    });
}

void dripEvents(QTcpSocket &socket, const SeenRequest & = {})
{
    socket.write(StreamHead);
    auto *const timer = new QTimer(&socket);
    QObject::connect(timer, &QTimer::timeout, &socket, [&socket] { socket.write(Event); });
    timer->start(1);
}

void saysNothing(QTcpSocket &, const SeenRequest &) {}

/// Both sides stand still: the one that writes has more than the proxy takes.
bool waitUntilStuck(const QIODevice &writer)
{
    QElapsedTimer unchanged;
    unchanged.start();
    for (qint64 last = -1; unchanged.elapsed() < 150; QTest::qWait(10)) {
        if (const qint64 now = writer.bytesToWrite(); now != std::exchange(last, now))
            unchanged.restart();
    }
    return writer.bytesToWrite() > 0;
}

using Enter = void (*)(ProxiedUpstream &proxied, RawClient &client);

void upload(ProxiedUpstream &proxied, RawClient &client)
{
    client.send(
        proxied.request("POST", "/v1/x", "Content-Length: 1000000\r\n", QByteArray(10'000, 'b')));
    QTRY_VERIFY(proxied.upstream.bytesReceived() > 10'000);
}

void uploadChunks(ProxiedUpstream &proxied, RawClient &client)
{
    client.send(
        proxied.request("POST", "/v1/x", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"));
    QTRY_VERIFY(proxied.upstream.bytesReceived() > 60);
}

void uploadPaused(ProxiedUpstream &proxied, RawClient &client)
{
    proxied.upstream.setReading(false);
    client.send(proxied.post("/v1/x", QByteArray(64 << 20, 'b')));
    QVERIFY(waitUntilStuck(client.socket()));
}

void awaitHeaders(ProxiedUpstream &proxied, RawClient &client)
{
    proxied.upstream.setAnswer(saysNothing);
    client.send(proxied.get("/v1/x"));
    QTRY_COMPARE(proxied.upstream.requests().size(), 1U);
}

void awaitRestOfHead(ProxiedUpstream &proxied, RawClient &client)
{
    proxied.upstream.setAnswer(ScriptedUpstream::fixed("HTTP/1.1 200 OK\r\nX-", false));
    client.send(proxied.get("/v1/x"));
    QTRY_COMPARE(proxied.upstream.requests().size(), 1U);
}

// More than is read ahead (64 to 128 KiB), and no more than the kernel takes besides.
void pipelineUnread(ProxiedUpstream &proxied, RawClient &client)
{
    awaitHeaders(proxied, client);
    const QByteArray next = proxied.get("/v1/next");
    client.send(next.repeated(140'000 / next.size()));
    QTRY_COMPARE(client.socket().bytesToWrite(), 0);
}

void enterStream(ProxiedUpstream &proxied, RawClient &client, ScriptedUpstream::Answer answer)
{
    proxied.upstream.setAnswer(std::move(answer));
    client.send(proxied.get("/v1/stream"));
    QTRY_VERIFY(client.socket().bytesAvailable() > 0);
}

void stream(ProxiedUpstream &proxied, RawClient &client)
{
    enterStream(proxied, client, dripEvents);
}

void streamFast(ProxiedUpstream &proxied, RawClient &client)
{
    enterStream(proxied, client, keepWriting);
}

void streamThenSilence(ProxiedUpstream &proxied, RawClient &client)
{
    enterStream(proxied, client, ScriptedUpstream::fixed(StreamHead + Event, false));
}

void streamPaused(ProxiedUpstream &proxied, RawClient &client)
{
    keepReceiveBufferSmall(client.socket().socketDescriptor());
    client.socket().setReadBufferSize(1);
    enterStream(
        proxied, client, ScriptedUpstream::fixed(StreamHead + Event.repeated(3'000'000), false));
    QVERIFY(waitUntilStuck(*proxied.upstream.sockets().front()));
}

struct PhaseOfExchange
{
    const char *name = nullptr;
    Enter enter = nullptr;
    int status = 0;      ///< of the record
    bool seesFin = true; ///< not where it stands behind bytes that the proxy does not take
};

const std::array<PhaseOfExchange, 10> Phases{{
    {"uploading", upload, 0},
    {"uploading chunks", uploadChunks, 0},
    {"uploading, paused", uploadPaused, 0, false},
    {"before headers", awaitHeaders, 0},
    {"inside the upstream's head", awaitRestOfHead, 0},
    {"unread pipelined bytes", pipelineUnread, 0},
    {"streaming", stream, 200},
    {"streaming fast", streamFast, 200},
    {"stream silent", streamThenSilence, 200},
    {"stream paused", streamPaused, 200},
}};

enum class Leave { Fin, Rst, CloseUnread };

void leave(RawClient &client, Leave how)
{
    if (how == Leave::Fin)
        endWriting(client.socket());
    else if (how == Leave::Rst)
        resetConnection(client.socket());
    else
        client.socket().abort();
}

} // namespace

Q_DECLARE_METATYPE(Leave)

class ClientGoneTest : public QObject
{
    Q_OBJECT

private slots:
    void endsTheUpstreamAtOnce_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<Leave>("how");
        for (int i = 0; i < int(Phases.size()); ++i) {
            const QByteArray name = Phases.at(std::size_t(i)).name;
            QTest::newRow(QByteArray(name + ", RST").constData()) << i << Leave::Rst;
            if (!Phases.at(std::size_t(i)).seesFin)
                continue;
            QTest::newRow(QByteArray(name + ", FIN").constData()) << i << Leave::Fin;
            QTest::newRow(QByteArray(name + ", close").constData()) << i << Leave::CloseUnread;
        }
    }

    void endsTheUpstreamAtOnce()
    {
        QFETCH(const int, phase);
        QFETCH(const Leave, how);
        const PhaseOfExchange &entered = Phases.at(std::size_t(phase));
        qint64 best = 60'000;
        for (int i = 0; i < Attempts && (best > NoticeMs || i == 0); ++i) {
            ProxiedUpstream proxied;
            RawClient client(proxied.gateway.port());
            entered.enter(proxied, client);
            if (QTest::currentTestFailed())
                return;
            QCOMPARE(proxied.upstream.open(), 1);
            QVERIFY(!proxied.upstream.isAbandoned());

            QElapsedTimer clock;
            clock.start();
            leave(client, how);
            while (!proxied.upstream.isAbandoned() && clock.elapsed() < 3000)
                QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
            best = std::min(best, clock.elapsed());
            QVERIFY2(proxied.upstream.isAbandoned(), "the upstream was not told");

            QTRY_COMPARE(proxied.gateway.clientConnections(), 0);
            QTRY_COMPARE(proxied.ended().size(), 1);
            const traffic::ExchangeRecord record = proxied.ended().front();
            QCOMPARE(record.endedBy, traffic::EndedBy::Client);
            QCOMPARE(record.error, QByteArray("client_gone"));
            QCOMPARE(record.status, entered.status);
            QVERIFY(record.total.has_value());
        }
        QVERIFY2(best <= NoticeMs, QByteArray::number(best).constData());
        qInfo("upstream closed %lld ms after the client left", best);
    }

    // A half-closed client still reads: it must not find an answer that nobody waits for.
    void answersNothing_data()
    {
        QTest::addColumn<int>("phase");
        for (int i = 0; i < int(Phases.size()); ++i) {
            if (Phases.at(std::size_t(i)).status == 0 && Phases.at(std::size_t(i)).seesFin)
                QTest::newRow(Phases.at(std::size_t(i)).name) << i;
        }
    }

    void answersNothing()
    {
        QFETCH(const int, phase);
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        Phases.at(std::size_t(phase)).enter(proxied, client);
        if (QTest::currentTestFailed())
            return;
        QByteArray seen;
        connect(&client.socket(), &QTcpSocket::readyRead, this, [&] {
            seen += client.socket().readAll();
        });
        endWriting(client.socket());
        QVERIFY(client.waitForClose());
        QCOMPARE(seen, QByteArray());
    }

    // The reset may reach the proxy in the very turn in which it writes to the client: then it is
    // the write that fails.
    void noticesAResetWhileWriting()
    {
        for (int i = 0; i < 10; ++i) {
            ProxiedUpstream proxied;
            RawClient client(proxied.gateway.port());
            proxied.upstream.setAnswer(ScriptedUpstream::fixed(StreamHead + Event, false));
            client.send(proxied.get("/v1/stream"));
            QTRY_VERIFY(client.socket().bytesAvailable() > 0);
            QTcpSocket &upstream = *proxied.upstream.sockets().front();
            proxied.gateway.whileStopped([&] {
                upstream.write(Event);
                upstream.flush();
                resetConnection(client.socket());
            });
            QTRY_VERIFY(proxied.upstream.isAbandoned());
            QTRY_COMPARE(proxied.gateway.clientConnections(), 0);
            QTRY_COMPARE(proxied.ended().size(), 1);
            QCOMPARE(proxied.ended().front().endedBy, traffic::EndedBy::Client);
        }
    }

    // Or between the proxy's look at the connection and its write.
    void leavesAnIdleConnection_data()
    {
        QTest::addColumn<Leave>("how");
        QTest::newRow("FIN") << Leave::Fin;
        QTest::newRow("RST") << Leave::Rst;
    }

    void leavesAnIdleConnection()
    {
        QFETCH(const Leave, how);
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        client.send(proxied.get("/v1/x"));
        QCOMPARE(client.response().status, 200);
        leave(client, how);
        QTRY_COMPARE(proxied.gateway.clientConnections(), 0);
        QCOMPARE(proxied.upstream.open(), 1); // pooled: it is nobody's fault
        QTRY_COMPARE(proxied.ended().size(), 1);
        QCOMPARE(proxied.ended().front().endedBy, traffic::EndedBy::Nobody);
    }

    void leavesInsideAHead()
    {
        ProxiedUpstream proxied;
        RawClient client(proxied.gateway.port());
        client.send("GET /openai/v1/x HTTP/1.1\r\nHo");
        QTRY_COMPARE(proxied.gateway.clientConnections(), 1);
        endWriting(client.socket());
        QVERIFY(client.waitForClose());
        QTRY_COMPARE(proxied.gateway.clientConnections(), 0);
        QCOMPARE(proxied.upstream.connections(), 0);
    }
};

QTEST_GUILESS_MAIN(ClientGoneTest)
#include "tst_client_gone.moc"
