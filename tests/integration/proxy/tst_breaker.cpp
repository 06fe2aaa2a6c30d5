// SPDX-License-Identifier: MIT
// The circuit breaker over real sockets: what is retried, what the caller gets, what is counted
// (circuit-breaker test lists 11.2 and 11.4 to 11.8; SF-01, SF-12 to SF-16, SF-18 to SF-21).
#include "tests/support/proxied_upstream.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace std::chrono_literals;
using circuit::EventType;

namespace {

const QByteArray Degraded =
    R"({"error":{"message":"[LLM_PROXY_PROVIDER_DEGRADED] Provider openai is currently degraded )"
    R"(or unavailable. Please try again later.","type":"provider_degraded",)"
    R"("code":"provider_degraded"}})";
const QByteArray Chat = R"({"messages":[{"role":"user","content":"Hi"}],"model":"gpt-4o"})";
const QByteArray Path = "/v1/chat/completions";

QByteArray answer(int status, const QByteArray &body, const QByteArray &fields = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\n" + fields
           + "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
           + "\r\n\r\n" + body;
}

/// Answers with each of these in turn; the last one again and again.
ScriptedUpstream::Answer inTurn(const QList<QByteArray> &answers)
{
    return [answers, next = 0](QTcpSocket &socket, const SeenRequest &) mutable {
        socket.write(answers[std::min<qsizetype>(next++, answers.size() - 1)]);
    };
}

/// A gateway whose breaker opens at the first failure and tries nothing twice, unless changed.
class Guarded : public ProxiedUpstream
{
public:
    explicit Guarded(const std::function<void(proxy::CircuitRules &)> &change = {},
                     const circuit::Policy &policy = {.failureThreshold = 1},
                     const ProxiedUpstream::Change &all = {})
        : ProxiedUpstream(
            [&](proxy::Rules &rules) {
                rules.circuit.mode = proxy::CircuitRules::Mode::Enforce;
                rules.circuit.retry = {.maxTransient = 0, .maxRateLimit = 0};
                if (change)
                    change(rules.circuit);
                if (all)
                    all(rules);
            },
            {.circuit = policy, .limits = {}})
        , client(gateway.port())
    {}

    SeenResponse ask(const QByteArray &fields = {}, const QByteArray &query = {})
    {
        client.send(request("POST",
                            Path + query,
                            fields + "Content-Length: " + QByteArray::number(Chat.size()) + "\r\n",
                            Chat));
        return client.response(8000);
    }
    int count(EventType type) const
    {
        const auto events = gateway.events();
        return static_cast<int>(
            std::count_if(events.begin(), events.end(), [type](const auto &event) {
                return event.type == type;
            }));
    }
    circuit::State stateOf(const QByteArray &key)
    {
        circuit::State state = circuit::State::Closed;
        gateway.breakers().snapshot(
            MonotonicTime::clock::now(), {}, 100, [&](const circuit::Snapshot &snapshot) {
                for (const auto &provider : snapshot.providers) {
                    for (const auto &each : provider.keys) {
                        if (circuit::textOf(each.key) == key)
                            state = each.state;
                    }
                }
            });
        return state;
    }

    RawClient client;
};

} // namespace

class BreakerTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsADegradedProviderAndAsksNoMore()
    {
        Guarded guarded;
        guarded.upstream.setAnswer(inTurn({answer(503, "{}")}));
        const SeenResponse first = guarded.ask();
        QCOMPARE(first.status, 503);
        QCOMPARE(first.body, Degraded);
        QCOMPARE(first.field("X-Llm-Proxy-Error-Class"), QByteArray("provider_degraded"));
        QCOMPARE(first.field("X-Llm-Proxy-Error-Source"), QByteArray("upstream"));
        QCOMPARE(first.field("x-should-retry"), QByteArray("false"));
        QCOMPARE(first.field("Access-Control-Allow-Origin"), QByteArray("*"));
        QVERIFY(first.field("Retry-After").isEmpty());
        QCOMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Open);

        const SeenResponse second = guarded.ask();
        QCOMPARE(second.status, 503);
        QCOMPARE(second.body, Degraded);
        QCOMPARE(second.field("X-Llm-Proxy-Error-Source"), QByteArray("proxy"));
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(1));
        QCOMPARE(guarded.count(EventType::FastFailed), 1);
        QCOMPARE(guarded.count(EventType::TerminalFailure), 1);
        QTRY_COMPARE(guarded.ended().size(), 2);
        QCOMPARE(guarded.ended().back().error, QByteArray("provider_degraded"));
    }

    void asksAgainAndSendsTheSameBytes_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("sized") << QByteArray("Content-Length: " + QByteArray::number(Chat.size())
                                             + "\r\n")
                               << Chat;
        QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked\r\n")
                                 << QByteArray(QByteArray::number(Chat.size(), 16) + "\r\n" + Chat
                                               + "\r\n0\r\n\r\n");
    }

    void asksAgainAndSendsTheSameBytes()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, body);
        Guarded guarded([](auto &rules) { rules.retry.maxTransient = 1; });
        guarded.upstream.setAnswer(inTurn({answer(503, "{}"), answer(200, "{}")}));
        QElapsedTimer timer;
        timer.start();
        guarded.client.send(guarded.request("POST", Path, fields, body));
        QCOMPARE(guarded.client.response().status, 200);
        QVERIFY2(timer.elapsed() >= 500, "the backoff was too short");
        const auto &seen = guarded.upstream.requests();
        QCOMPARE(seen.size(), std::size_t(2));
        QCOMPARE(seen[1].head.raw, seen[0].head.raw);
        QCOMPARE(seen[1].body, Chat);
        QCOMPARE(guarded.count(EventType::FailureRecorded), 0);
        QTRY_COMPARE(guarded.ended().size(), 1);
        QCOMPARE(guarded.ended().front().attempts, 2);
    }

    void givesUpWithOneFailure()
    {
        Guarded guarded([](auto &rules) { rules.retry.maxTransient = 1; }, {.failureThreshold = 5});
        guarded.upstream.setAnswer(inTurn({answer(500, "{}")}));
        const SeenResponse seen = guarded.ask();
        QCOMPARE(seen.status, 503);
        QCOMPARE(seen.body, Degraded);
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(2));
        QCOMPARE(guarded.count(EventType::FailureRecorded), 1);
    }

    void passesOnWhatIsNoOutage_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("errorClass");
        QTest::newRow("400") << 400 << QByteArray() << QByteArray(R"({"error":"x"})")
                             << QByteArray();
        QTest::newRow("401") << 401 << QByteArray() << QByteArray("{}") << QByteArray();
        QTest::newRow("SF-12 over a limit")
            << 429 << QByteArray("Retry-After: 3600\r\nx-ratelimit-remaining-tokens: 0\r\n")
            << QByteArray(R"({"error":{"code":"rate_limit_exceeded"}})")
            << QByteArray("global_rate_limit");
        QTest::newRow("one limit")
            << 429
            << QByteArray("Retry-After: 7\r\nx-ratelimit-remaining-tokens: 0\r\n"
                          "x-ratelimit-remaining-requests: 3\r\n")
            << QByteArray("{}") << QByteArray("localized_rate_limit");
        QTest::newRow("SF-16 no credit")
            << 429 << QByteArray()
            << QByteArray(R"({"error":{"code":"insufficient_quota","message":")"
                          + QByteArray(2000, 'x') + R"("}})")
            << QByteArray();
    }

    void passesOnWhatIsNoOutage()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, errorClass);
        Guarded guarded;
        guarded.upstream.setAnswer(inTurn({answer(status, body, fields)}));
        const SeenResponse seen = guarded.ask();
        QCOMPARE(seen.status, status);
        QCOMPARE(seen.body, body);
        QCOMPARE(seen.field("X-Llm-Proxy-Error-Class"), errorClass);
        if (fields.contains("3600"))
            QCOMPARE(seen.field("Retry-After"), QByteArray("3600"));
        QCOMPARE(guarded.count(EventType::FailureRecorded), 0);
        QCOMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Closed);
        QCOMPARE(guarded.ask().status, status); // it still goes upstream
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(2));
    }

    void waitsAsLongAsTheProviderAsks()
    {
        Guarded guarded([](auto &rules) { rules.retry.maxRateLimit = 1; });
        guarded.upstream.setAnswer(
            inTurn({answer(429, "{}", "Retry-After: 1\r\nx-ratelimit-remaining-tokens: 1\r\n"),
                    answer(200, "{}")}));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(guarded.ask().status, 200);
        QVERIFY2(timer.elapsed() >= 1000, qPrintable(QString::number(timer.elapsed())));
    }

    void takesATransportFailureForAnOutage()
    {
        Guarded guarded;
        guarded.upstream.setAnswer([](QTcpSocket &socket, const SeenRequest &) { socket.abort(); });
        const SeenResponse seen = guarded.ask();
        QCOMPARE(seen.status, 503);
        QCOMPARE(seen.body, Degraded);
        QCOMPARE(guarded.count(EventType::FailureRecorded), 1);
    }

    void readsACodedErrorBodyAndForwardsItsBytes()
    {
        // gzip of {"error":{"code":"insufficient_quota"}}
        const QByteArray gzip =
            QByteArray::fromHex("1f8b0800000000000203ab564a2d2aca2f52b2aa564ace4f4955b252cacc2b2e"
                                "4d4bcb4cce4ccd2b892f2ccd2f4954aaad05000522040627000000");
        Guarded guarded;
        guarded.upstream.setAnswer(inTurn({answer(429, gzip, "Content-Encoding: gzip\r\n")}));
        const SeenResponse seen = guarded.ask();
        QCOMPARE(seen.status, 429);
        QCOMPARE(seen.body, gzip);
        QCOMPARE(seen.field("Content-Encoding"), QByteArray("gzip"));
    }

    void observesOnlyInModeLog()
    {
        Guarded guarded([](auto &rules) { rules.mode = proxy::CircuitRules::Mode::Log; });
        guarded.upstream.setAnswer(inTurn({answer(503, "real")}));
        QCOMPARE(guarded.ask().body, QByteArray("real"));
        QTRY_COMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Open);
        QCOMPARE(guarded.ask("X-LLM-Proxy-Bypass-Circuit: 1\r\n").body, QByteArray("real"));
        QCOMPARE(guarded.count(EventType::WouldHaveFastFailed), 1);
        QCOMPARE(guarded.count(EventType::Bypassed), 0);
        QVERIFY(!guarded.upstream.requests().back().head.raw.contains("Bypass"));
    }

    void letsABypassThroughAnOpenCircuit_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("query");
        QTest::newRow("field") << QByteArray("X-LLM-Proxy-Bypass-Circuit: TRUE\r\n"
                                             "X-LLM-Proxy-Bypass-Reason:  Manual Debug\r\n")
                               << QByteArray();
        QTest::newRow("parameter") << QByteArray()
                                   << QByteArray("?llm_proxy_bypass_circuit=1"
                                                 "&llm_proxy_bypass_reason=Manual%20Debug");
    }

    void letsABypassThroughAnOpenCircuit()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, query);
        Guarded guarded;
        guarded.upstream.setAnswer(inTurn({answer(503, "{}"), answer(200, "{}")}));
        guarded.ask();
        QCOMPARE(guarded.ask(fields, query).status, 200);
        const http::RequestHead &head = guarded.upstream.requests().back().head;
        QVERIFY(!head.raw.toLower().contains("bypass"));
        QTRY_COMPARE(guarded.count(EventType::Bypassed), 1);
        const auto events = guarded.gateway.events();
        QCOMPARE(events.back().by, QByteArray("manual_debug"));
        QCOMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Open);
        QCOMPARE(guarded.ask().status, 503);
    }

    void creditsFailuresOfABypassToTheModel()
    {
        Guarded guarded({}, {.failureThreshold = 2});
        guarded.upstream.setAnswer(inTurn({answer(503, "real")}));
        for (int i = 0; i < 2; ++i)
            QCOMPARE(guarded.ask("X-LLM-Proxy-Bypass-Circuit: 1\r\n").body, QByteArray("real"));
        QTRY_COMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Open);
        QCOMPARE(guarded.stateOf("openai"), circuit::State::Closed);
    }

    void pretendsOutagesWhenAsked_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<bool>("allowed");
        const QByteArray field = "X-LLM-Proxy-Test-Mode: force_degraded\r\n";
        const QByteArray query = "?llm_proxy_test_mode=force_degraded&a=1";
        QTest::newRow("field") << field << QByteArray("?a=1") << true;
        QTest::newRow("parameter") << QByteArray() << query << true;
        QTest::newRow("switched off") << field << query << false;
    }

    void pretendsOutagesWhenAsked()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, query);
        QFETCH(const bool, allowed);
        Guarded guarded([&](auto &rules) { rules.testModes = allowed; });
        const SeenResponse seen = guarded.ask(fields, query);
        QCOMPARE(seen.status, allowed ? 503 : 200);
        if (allowed)
            QCOMPARE(seen.body, Degraded);
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(allowed ? 0 : 1));
        QVERIFY(guarded.gateway.events().empty());
        if (!allowed)
            QCOMPARE(guarded.upstream.requests().front().head.target(),
                     QByteArrayView("/v1/chat/completions?a=1"));
    }

    void pretendsARecoveryWithoutCountingIt()
    {
        Guarded guarded([](auto &rules) { rules.testModes = true; });
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(guarded.ask("X-LLM-Proxy-Test-Mode: force_transient_recover\r\n").status, 200);
        QVERIFY(timer.elapsed() >= 500);
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(1));
        QVERIFY(guarded.gateway.events().empty());
    }

    void obeysASwitchedTestModeUntilItIsUsedUp()
    {
        Guarded guarded([](auto &rules) { rules.testModes = true; });
        guarded.gateway.testModes().switchOn({.id = 0,
                                              .mode = circuit::ForceDegraded{},
                                              .scope = circuit::OfProvider{"openai"},
                                              .extent = circuit::ForRequests{2},
                                              .by = "test"});
        QCOMPARE(guarded.ask().status, 503);
        QCOMPARE(guarded.ask().status, 503);
        QCOMPARE(guarded.ask().status, 200);
        QVERIFY(guarded.gateway.testModes().rules(MonotonicTime::clock::now()).empty());
    }

    void letsExactlyOneProbeThrough()
    {
        Guarded guarded({}, {.failureThreshold = 1, .cooldown = 200ms});
        guarded.upstream.setAnswer(inTurn({answer(503, "{}")}));
        guarded.ask();
        QTRY_COMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::HalfOpen);
        QTcpSocket *waiting = nullptr;
        guarded.upstream.setAnswer(
            [&](QTcpSocket &socket, const SeenRequest &) { waiting = &socket; });
        std::vector<std::unique_ptr<RawClient>> clients;
        const QByteArray request = guarded.post(Path, Chat);
        guarded.gateway.whileStopped([&] {
            for (int i = 0; i < 50; ++i) {
                clients.push_back(std::make_unique<RawClient>(guarded.gateway.port()));
                clients.back()->send(request);
            }
        });
        QTRY_VERIFY(waiting != nullptr);
        int refused = 0;
        RawClient *probe = nullptr;
        for (const auto &client : clients) {
            const SeenResponse seen = client->response(probe == nullptr ? 300 : 3000);
            if (seen.status == 503)
                ++refused;
            else
                probe = client.get();
        }
        QCOMPARE(refused, 49);
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(2));
        waiting->write(answer(200, "{}"));
        QVERIFY(probe != nullptr);
        QCOMPARE(probe->response().status, 200);
        QTRY_COMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Closed);
    }

    void keepsAProbeThatIsOverALimitOpenForTheNext()
    {
        Guarded guarded({}, {.failureThreshold = 1, .cooldown = 100ms});
        guarded.upstream.setAnswer(
            inTurn({answer(503, "{}"),
                    answer(429, "{}", "Retry-After: 1\r\nx-ratelimit-remaining-tokens: 1\r\n"),
                    answer(200, "{}")}));
        guarded.ask();
        QTRY_COMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::HalfOpen);
        QCOMPARE(guarded.ask().status, 429);
        QCOMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::HalfOpen);
        QCOMPARE(guarded.ask().status, 200);
        QTRY_COMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Closed);
    }

    void triesALargeBodyOnceAndShowsTheRealAnswer()
    {
        Guarded guarded(
            [](auto &rules) {
                rules.maxRetryBytes = 64 * 1024;
                rules.retry.maxTransient = 2;
            },
            {.failureThreshold = 1});
        guarded.upstream.setAnswer(inTurn({answer(503, "real")}));
        const QByteArray body = "{\"messages\":\"" + QByteArray(200'000, 'x') + "\"}";
        guarded.client.send(guarded.post(Path, body));
        const SeenResponse seen = guarded.client.response();
        QCOMPARE(seen.status, 503);
        QCOMPARE(seen.body, QByteArray("real"));
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(1));
        QCOMPARE(guarded.upstream.requests().front().body, body);
        QTRY_COMPARE(guarded.stateOf("openai"), circuit::State::Open);
        QCOMPARE(guarded.stateOf("openai:gpt-4o"), circuit::State::Closed);
    }

    void leavesOtherModelsAlone()
    {
        Guarded guarded;
        guarded.upstream.setAnswer(inTurn({answer(503, "{}"), answer(200, "{}")}));
        guarded.ask();
        guarded.client.send(guarded.post(Path, R"({"model":"o3","messages":[]})"));
        QCOMPARE(guarded.client.response().status, 200);
        guarded.client.send(guarded.get("/v1/models"));
        QCOMPARE(guarded.client.response().status, 200);
        QCOMPARE(guarded.ask().status, 503);
    }

    void asksNoMoreForAClientThatLeftWhileItWaited()
    {
        Guarded guarded([](auto &rules) { rules.retry.maxTransient = 2; });
        guarded.upstream.setAnswer(inTurn({answer(503, "{}")}));
        guarded.client.send(guarded.post(Path, Chat));
        QTRY_COMPARE(guarded.upstream.requests().size(), std::size_t(1));
        guarded.client.socket().disconnectFromHost();
        QTRY_COMPARE(guarded.ended().size(), 1);
        QCOMPARE(guarded.ended().front().endedBy, traffic::EndedBy::Client);
        QTest::qWait(900); // longer than the backoff: nothing may come
        QCOMPARE(guarded.upstream.requests().size(), std::size_t(1));
        QCOMPARE(guarded.count(EventType::FailureRecorded), 0);
    }

    void endsAtTheCallersTimeBudget()
    {
        Guarded guarded;
        guarded.upstream.setAnswer([](QTcpSocket &, const SeenRequest &) {});
        QElapsedTimer timer;
        timer.start();
        const SeenResponse seen = guarded.ask("X-LLM-Proxy-Timeout-Ms: 10\r\n");
        QCOMPARE(seen.status, 503);
        QCOMPARE(seen.body, Degraded);
        QVERIFY2(timer.elapsed() >= 1000 && timer.elapsed() < 2000,
                 qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(guarded.count(EventType::FailureRecorded), 0);
        QCOMPARE(guarded.count(EventType::BudgetUncredited), 1);
        QTRY_VERIFY(guarded.upstream.open() == 0);
    }

    void countsACallerWhoLeftAfterALongWait_data()
    {
        QTest::addColumn<int>("limitMs");
        QTest::addColumn<int>("failures");
        QTest::newRow("waited long enough") << 100 << 1;
        QTest::newRow("left early") << 60'000 << 0;
        QTest::newRow("switched off") << 0 << 0;
    }

    void countsACallerWhoLeftAfterALongWait()
    {
        QFETCH(const int, limitMs);
        QFETCH(const int, failures);
        Guarded guarded([&](auto &rules) { rules.hangDisconnect = Duration(limitMs); });
        guarded.upstream.setAnswer([](QTcpSocket &, const SeenRequest &) {});
        guarded.client.send(guarded.post(Path, Chat));
        QTRY_COMPARE(guarded.upstream.requests().size(), std::size_t(1));
        QVERIFY(guarded.client.staysSilent(250));
        guarded.client.socket().disconnectFromHost();
        QTRY_COMPARE(guarded.ended().size(), 1);
        QCOMPARE(guarded.count(EventType::FailureRecorded), failures);
        QCOMPARE(guarded.count(EventType::HangDisconnect), failures);
    }

    void countsStreamsAtTheirEnd_data()
    {
        QTest::addColumn<QByteArray>("events");
        QTest::addColumn<bool>("cut");
        QTest::addColumn<int>("failures");
        const QByteArray chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
        const QByteArray done = "data: [DONE]\n\n";
        const QByteArray overloaded =
            "data: {\"error\":{\"type\":\"server_error\",\"message\":\"x\"}}\n\n";
        const QByteArray invalid =
            "data: {\"error\":{\"type\":\"invalid_request_error\",\"message\":\"x\"}}\n\n";
        QTest::newRow("whole") << chunk + done << false << 0;
        QTest::newRow("SF-25 cut") << chunk << true << 1;
        QTest::newRow("SF-25 cut behind its end") << chunk + done << true << 0;
        QTest::newRow("SF-27 no terminal event") << chunk << false << 1;
        QTest::newRow("SF-29 server error") << chunk + overloaded << false << 1;
        QTest::newRow("SF-30 the caller's fault") << chunk + invalid << false << 0;
    }

    void countsStreamsAtTheirEnd()
    {
        QFETCH(const QByteArray, events);
        QFETCH(const bool, cut);
        QFETCH(const int, failures);
        Guarded guarded({}, {.failureThreshold = 5});
        guarded.upstream.setAnswer([&](QTcpSocket &socket, const SeenRequest &) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n"
                         + QByteArray::number(events.size(), 16) + "\r\n" + events + "\r\n");
            if (cut)
                socket.disconnectFromHost();
            else
                socket.write("0\r\n\r\n");
        });
        const SeenResponse seen = guarded.ask();
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.body, events);
        QCOMPARE(seen.complete, !cut);
        QTRY_COMPARE(guarded.ended().size(), 1);
        QCOMPARE(guarded.count(EventType::FailureRecorded), failures);
    }

    void takesNoDepartureForAFailure()
    {
        Guarded guarded;
        guarded.upstream.setAnswer([](QTcpSocket &socket, const SeenRequest &) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n");
        });
        guarded.client.send(guarded.post(Path, Chat));
        QTRY_VERIFY(guarded.client.socket().bytesAvailable() > 0);
        guarded.client.socket().disconnectFromHost();
        QTRY_COMPARE(guarded.ended().size(), 1);
        QCOMPARE(guarded.count(EventType::FailureRecorded), 0);
    }
};

QTEST_GUILESS_MAIN(BreakerTest)
#include "tst_breaker.moc"
