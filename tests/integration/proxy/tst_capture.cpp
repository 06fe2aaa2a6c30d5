// SPDX-License-Identifier: MIT
// What is kept of an exchange besides its record, over real sockets: heads as received and as
// passed on, bodies, the proof that they were not changed, arrivals, tries.
#include "tests/support/limited_upstream.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using traffic::ExchangeDetail;
using traffic::ExchangeRecord;
using traffic::FieldChange;

namespace {

const QByteArray Path = "/v1/chat/completions";
const QByteArray Secret = "sk-CANARY0123456789abcdef";

QByteArray hashOf(const QByteArray &body)
{
    traffic::BodyHash hash;
    hash.add(body);
    return hash.hex();
}

QByteArray chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

/// One exchange, from the client's first byte to its record.
struct Captured : ProxiedUpstream
{
    explicit Captured(const Change &change = {})
        : ProxiedUpstream(change)
        , client(gateway.port())
    {}

    SeenResponse ask(const QByteArray &message)
    {
        client.send(message);
        SeenResponse seen = client.response();
        settle();
        return seen;
    }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !ended().isEmpty(); }));
        record = ended().constFirst();
        detail = gateway.detail(record.id);
    }

    RawClient client;
    ExchangeRecord record;
    ExchangeDetail detail;
};

bool has(const QList<FieldChange> &changes, FieldChange::Kind kind, const QByteArray &name)
{
    return std::any_of(changes.begin(), changes.end(), [&](const FieldChange &change) {
        return change.kind == kind && change.name.toLower() == name;
    });
}

} // namespace

class CaptureTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsBothHeadsOfBothMessages()
    {
        Captured exchange;
        exchange.upstream.setAnswer(
            ScriptedUpstream::fixed(jsonAnswer(200, "{}", "X-Request-Id: req_1\r\n"), false));
        exchange.ask(exchange.request("POST",
                                      Path,
                                      "authorization: Bearer " + Secret
                                          + "\r\nConnection: keep-alive\r\nContent-Length: 2\r\n",
                                      "{}"));
        const ExchangeDetail &detail = exchange.detail;
        QVERIFY(detail.requestHead.startsWith("POST /openai/v1/chat/completions HTTP/1.1\n"));
        QVERIFY(detail.forwardedHead.startsWith("POST /v1/chat/completions HTTP/1.1\n"));
        QVERIFY(detail.responseHead.startsWith("HTTP/1.1 200 X\n"));
        QVERIFY(detail.sentHead.contains("\nX-Request-Id: req_1\n"));
        QVERIFY(detail.sentHead.contains("\nAccess-Control-Allow-Origin: *\n"));
        for (const QByteArray &head : {detail.requestHead, detail.forwardedHead})
            QVERIFY(!head.contains("CANARY") && head.contains("authorization: Bearer "));

        QVERIFY(has(detail.requestChanges, FieldChange::Kind::Changed, "host"));
        QVERIFY(has(detail.requestChanges, FieldChange::Kind::Removed, "connection"));
        QVERIFY(!has(detail.requestChanges, FieldChange::Kind::Changed, "authorization"));
        QVERIFY(
            has(detail.responseChanges, FieldChange::Kind::Added, "access-control-allow-origin"));
    }

    void provesThatBodiesPassUnchanged_data()
    {
        QTest::addColumn<bool>("chunkedRequest");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("closes");
        const QByteArray stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
        const QByteArray body = "answer\r\n\r\nof several\nlines";
        QTest::newRow("sized both ways") << false << jsonAnswer(200, body) << false;
        QTest::newRow("chunked request") << true << jsonAnswer(200, body) << false;
        QTest::newRow("chunked answer")
            << false
            << stream + "Transfer-Encoding: chunked\r\n\r\n" + chunk(body.first(5))
                   + chunk(body.sliced(5)) + "0\r\n\r\n"
            << false;
        QTest::newRow("until the connection's end") << false << stream + "\r\n" + body << true;
        QTest::newRow("an error") << false << jsonAnswer(404, body) << false;
    }

    void provesThatBodiesPassUnchanged()
    {
        QFETCH(bool, chunkedRequest);
        QFETCH(QByteArray, answer);
        QFETCH(bool, closes);
        const QByteArray question = R"({"model":"gpt-4o","messages":[]})";
        const QByteArray body = "answer\r\n\r\nof several\nlines";
        Captured exchange;
        exchange.upstream.setAnswer(ScriptedUpstream::fixed(answer, closes));
        const SeenResponse seen =
            chunkedRequest ? exchange.ask(exchange.request(
                "POST",
                Path,
                "Transfer-Encoding: chunked\r\n",
                chunk(question.first(7)) + chunk(question.sliced(7)) + "0\r\n\r\n"))
                           : exchange.ask(exchange.post(Path, question));
        QCOMPARE(seen.body, body);

        const traffic::Body &request = exchange.detail.request;
        QCOMPARE(request.bytes, question);
        QCOMPARE(request.size, question.size());
        QCOMPARE(request.hashReceived, hashOf(question));
        QCOMPARE(request.hashPassedOn, hashOf(question));
        const traffic::Body &response = exchange.detail.response;
        QCOMPARE(response.bytes, body);
        QCOMPARE(response.size, body.size());
        QCOMPARE(response.hashReceived, hashOf(body));
        QCOMPARE(response.hashPassedOn, hashOf(body));
        QVERIFY(!exchange.detail.arrivals.isEmpty());
        QCOMPARE(exchange.detail.arrivals.constLast().bytes, body.size());
    }

    void keepsTheBeginningOfALongBody()
    {
        const QByteArray body(5000, 'b');
        Captured exchange([](proxy::Rules &rules) { rules.capture.maxBodyBytes = 100; });
        exchange.upstream.setAnswer(ScriptedUpstream::fixed(jsonAnswer(200, body), false));
        exchange.ask(exchange.post(Path, body));
        for (const traffic::Body &kept : {exchange.detail.request, exchange.detail.response}) {
            QCOMPARE(kept.bytes, body.first(100));
            QCOMPARE(kept.size, body.size());
            QVERIFY(!kept.isWhole());
            QCOMPARE(kept.hashReceived, hashOf(body));
            QCOMPARE(kept.hashPassedOn, hashOf(body));
        }
    }

    void keepsHeadsAloneWhereBodiesAreNotWanted()
    {
        Captured exchange([](proxy::Rules &rules) { rules.capture.bodies = false; });
        exchange.ask(exchange.post(Path, "{}"));
        QVERIFY(!exchange.detail.forwardedHead.isEmpty() && !exchange.detail.sentHead.isEmpty());
        QVERIFY(exchange.detail.request.bytes.isEmpty()
                && exchange.detail.response.bytes.isEmpty());
        QVERIFY(exchange.detail.response.hashPassedOn.isEmpty());
        QVERIFY(exchange.record.bytesOut > 0);
    }

    void keepsNothingWhereNothingIsWanted()
    {
        Captured exchange([](proxy::Rules &rules) { rules.capture.heads = false; });
        exchange.ask(exchange.post(Path, "{}"));
        QCOMPARE(exchange.detail, ExchangeDetail());
    }

    void keepsTheProxysOwnReplyToo()
    {
        Captured exchange;
        const SeenResponse seen = exchange.ask(
            "GET /nowhere HTTP/1.1\r\nHost: " + exchange.gateway.authority() + "\r\n\r\n");
        QCOMPARE(exchange.detail.response.bytes, seen.body);
        QVERIFY(exchange.detail.response.hashReceived.isEmpty());
        QCOMPARE(exchange.detail.response.hashPassedOn, hashOf(seen.body));
        QVERIFY(exchange.detail.forwardedHead.isEmpty() && exchange.detail.responseHead.isEmpty());
        QCOMPARE(exchange.record.endedIn, traffic::Phase::Request);
    }

    void showsAStreamWhileItRuns()
    {
        Captured exchange;
        exchange.upstream.setAnswer([](QTcpSocket &socket, const SeenRequest &) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n"
                         + chunk("data: one\n\n"));
        });
        exchange.client.send(exchange.post(Path, "{}"));
        QTRY_COMPARE(exchange.upstream.sockets().size(), 1U);
        QTRY_COMPARE(exchange.gateway.detail(1).response.bytes, QByteArray("data: one\n\n"));
        exchange.upstream.sockets()[0]->write(chunk("data: two\n\n") + "0\r\n\r\n");
        exchange.settle();
        QCOMPARE(exchange.detail.response.bytes, QByteArray("data: one\n\ndata: two\n\n"));
        QCOMPARE(exchange.record.pieces, 2);
        QVERIFY(exchange.record.firstByte && exchange.record.headAt);
        QVERIFY(exchange.record.longestGap);
        QCOMPARE(exchange.record.endedIn, traffic::Phase::Streaming);
    }

    void tellsWhoBrokeAStreamOffAndWhen()
    {
        Captured exchange;
        exchange.upstream.setAnswer(
            ScriptedUpstream::fixed("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                    "Transfer-Encoding: chunked\r\n\r\n"
                                        + chunk("data: one\n\n"),
                                    true));
        exchange.ask(exchange.post(Path, "{}"));
        QCOMPARE(exchange.record.endedBy, traffic::EndedBy::Upstream);
        QCOMPARE(exchange.record.endedIn, traffic::Phase::Streaming);
        QCOMPARE(exchange.detail.response.bytes, QByteArray("data: one\n\n"));
    }

    void tellsEachTry()
    {
        Captured exchange([](proxy::Rules &rules) {
            rules.circuit.mode = proxy::CircuitRules::Mode::Enforce;
            rules.circuit.retry.maxTransient = 2;
        });
        exchange.upstream.setAnswer([tries = 0](QTcpSocket &socket, const SeenRequest &) mutable {
            socket.write(++tries < 3 ? jsonAnswer(503, "busy") : jsonAnswer(200, "fine"));
        });
        exchange.client.send(exchange.post(Path, chatOf("gpt-4o")));
        QCOMPARE(exchange.client.response(20'000).body, QByteArray("fine"));
        exchange.settle();

        const QList<traffic::Attempt> &tries = exchange.record.tries;
        QCOMPARE(tries.size(), 3);
        QCOMPARE(tries[0].status, 503);
        QCOMPARE(tries[0].kind, QByteArray("http_503"));
        QCOMPARE(tries[0].waited.count(), 0);
        QVERIFY(tries[1].waited.count() > 0);
        QVERIFY(tries[1].at >= tries[0].at + tries[0].took);
        QCOMPARE(tries[2].status, 200);
        QVERIFY(tries[2].kind.isEmpty());
        QCOMPARE(exchange.record.breaker, QByteArray("pass"));
        // What was forwarded is told of the last try, and once.
        QCOMPARE(exchange.detail.request.hashPassedOn, exchange.detail.request.hashReceived);
        QCOMPARE(exchange.detail.response.bytes, QByteArray("fine"));
        QCOMPARE(exchange.detail.response.hashReceived, hashOf("fine"));
        QVERIFY(exchange.detail.responseHead.startsWith("HTTP/1.1 200"));
    }

    void tellsWhatTheBreakerMadeOfAFailure()
    {
        Captured exchange([](proxy::Rules &rules) {
            rules.circuit.mode = proxy::CircuitRules::Mode::Enforce;
            rules.circuit.retry.maxTransient = 0;
        });
        exchange.upstream.setAnswer(ScriptedUpstream::fixed(jsonAnswer(503, "busy"), false));
        exchange.ask(exchange.post(Path, chatOf("gpt-4o")));
        QCOMPARE(exchange.record.status, 503);
        QCOMPARE(exchange.record.failureClass, QByteArray("provider_degraded"));
        QCOMPARE(exchange.record.failureKind, QByteArray("http_503"));
        QVERIFY(exchange.detail.response.bytes.contains("LLM_PROXY_PROVIDER_DEGRADED"));
    }
};

QTEST_GUILESS_MAIN(CaptureTest)
#include "tst_capture.moc"
