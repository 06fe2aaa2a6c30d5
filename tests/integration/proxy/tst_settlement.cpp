// SPDX-License-Identifier: MIT
// Whatever becomes of an exchange, the limits settle what they counted for it, once (provider test
// list 6, cases 67, 69 and 70; LP-05).
#include "tests/support/limited_upstream.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using ratelimit::Amounts;

namespace {

const QByteArray StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n";

QByteArray chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

const QByteArray Word = chunk("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n");
const QByteArray Told =
    chunk("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}}\n\n");
const QByteArray Done = chunk("data: [DONE]\n\n") + "0\r\n\r\n";
const QByteArray Usage = R"({"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}})";

const Amounts Nothing{};
const Amounts Estimated{1, 100};
const Amounts Actual{1, 7};

ScriptedUpstream::Answer writes(const QByteArray &bytes)
{
    return ScriptedUpstream::fixed(bytes, false);
}

ratelimit::Policy unlimited()
{
    return limitedTo(ratelimit::Limits{});
}

using Mode = proxy::CircuitRules::Mode;

LimitedUpstream::Change breaker(Mode mode, int retries = 0)
{
    return [=](proxy::Rules &rules) {
        rules.circuit.mode = mode;
        rules.circuit.retry = {.maxTransient = retries, .maxRateLimit = retries};
    };
}

} // namespace

class SettlementTest : public QObject
{
    Q_OBJECT

private slots:
    void settlesWhatWasAnswered_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<Mode>("mode");
        QTest::addColumn<Amounts>("counted");
        const auto row = [](const char *name,
                            const QByteArray &answer,
                            bool closes,
                            const Amounts &counted,
                            Mode mode = Mode::Off) {
            QTest::newRow(name) << answer << closes << mode << counted;
        };
        row("told", jsonAnswer(200, Usage), false, Actual);
        row("told, and the breaker looks on", jsonAnswer(200, Usage), false, Actual, Mode::Enforce);
        row("67 not told", jsonAnswer(200, "{}"), false, Estimated);
        row("no JSON", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", false, Estimated);
        row("67 the caller's fault", jsonAnswer(404, "{}"), false, Estimated);
        row("the provider's limit", jsonAnswer(429, "{}"), false, Estimated, Mode::Enforce);
        row("67 the provider's fault", jsonAnswer(502, "{}"), false, Nothing);
        row("500", jsonAnswer(500, "{}"), false, Nothing);
        row("499", jsonAnswer(499, "{}"), false, Estimated);
        row("degraded by it", jsonAnswer(503, "{}"), false, Nothing, Mode::Enforce);
        row("no answer", "", true, Nothing);
        row("half a head", "HTTP/1.1 200 O", true, Nothing);
        row("a stream", StreamHead + Word + Told + Done, false, Actual);
        row("a stream that does not tell", StreamHead + Word + Done, false, Estimated);
        row("a stream cut behind what it told", StreamHead + Told + Word, true, Actual);
        row("a stream cut before it told", StreamHead + Word, true, Estimated);
        row("an answer cut short", jsonAnswer(200, Usage).chopped(3), true, Actual);
    }

    void settlesWhatWasAnswered()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, closes);
        QFETCH(const Mode, mode);
        QFETCH(const Amounts, counted);
        LimitedUpstream limited(unlimited(), breaker(mode));
        limited.upstream.setAnswer(ScriptedUpstream::fixed(answer, closes));
        limited.ask();
        QTRY_COMPARE(limited.ended().size(), 1);
        QCOMPARE(limited.used(), counted);
        QCOMPARE(limited.held(), Nothing);
        QCOMPARE(limited.used("model:gpt-4o"), counted);
        QCOMPARE(limited.snapshot().today.all.allowed, 1);
    }

    void takesBackWhatNeverWentUpstream()
    {
        LimitedUpstream limited(unlimited(), breaker(Mode::Enforce));
        limited.upstream.setAnswer(writes(jsonAnswer(503, "{}")));
        QCOMPARE(limited.ask().status, 503);
        QCOMPARE(limited.ask().field("X-Llm-Proxy-Error-Source"), QByteArray("proxy"));
        QTRY_COMPARE(limited.ended().size(), 2);
        QCOMPARE(limited.upstream.requests().size(), std::size_t(1));
        QCOMPARE(limited.used(), Nothing);
    }

    void takesBackWhatCouldNotBeSent()
    {
        LimitedUpstream limited(unlimited(), [](proxy::Rules &rules) {
            auto nowhere = std::make_shared<net::Endpoint>(*rules.routes.front().endpoint);
            nowhere->port = 1;
            nowhere->key = "http://127.0.0.1:1";
            rules.routes.front().endpoint = std::move(nowhere);
        });
        QCOMPARE(limited.ask().status, 502);
        QTRY_COMPARE(limited.ended().size(), 1);
        QCOMPARE(limited.used(), Nothing);
    }

    void countsOneRequestHoweverOftenItIsTried()
    {
        LimitedUpstream limited(unlimited(), breaker(Mode::Enforce, 1));
        limited.upstream.setAnswer([n = 0](QTcpSocket &socket, const SeenRequest &) mutable {
            socket.write(n++ == 0 ? jsonAnswer(503, "{}") : jsonAnswer(200, Usage));
        });
        QCOMPARE(limited.ask().status, 200);
        QTRY_COMPARE(limited.ended().size(), 1);
        QCOMPARE(limited.upstream.requests().size(), std::size_t(2));
        QCOMPARE(limited.used(), Actual);
    }

    void holdsTheEstimateWhileItRuns()
    {
        LimitedUpstream limited(unlimited());
        limited.upstream.setAnswer(writes({}));
        limited.client.send(limited.chat(chatOf("gpt-4o")));
        QTRY_COMPARE(limited.upstream.requests().size(), std::size_t(1));
        QCOMPARE(limited.held(), Estimated);
        QCOMPARE(limited.used(), Estimated);
        limited.upstream.sockets().front()->write(jsonAnswer(200, Usage));
        QCOMPARE(limited.client.response().status, 200);
        QTRY_COMPARE(limited.held(), Nothing);
        QCOMPARE(limited.used(), Actual);
    }

    void settlesForAClientThatLeft_data()
    {
        QTest::addColumn<QByteArray>("answer"); // that came before it left
        QTest::addColumn<bool>("reaches");      // the client has bytes of it
        QTest::addColumn<Mode>("mode");
        QTest::addColumn<Amounts>("counted");
        QTest::newRow("70 before the head") << QByteArray() << false << Mode::Off << Nothing;
        QTest::newRow("before the head, with the breaker")
            << QByteArray() << false << Mode::Enforce << Nothing;
        QTest::newRow("69 of a stream that told")
            << StreamHead + Told + Word << true << Mode::Off << Actual;
        QTest::newRow("69 of a stream that did not tell")
            << StreamHead + Word << true << Mode::Off << Estimated;
        QTest::newRow("while an answer is kept for its tokens")
            << jsonAnswer(200, Usage).chopped(3) << false << Mode::Off << Actual;
        QTest::newRow("while a bad answer is weighed")
            << jsonAnswer(429, Usage).chopped(60) << false << Mode::Enforce << Nothing;
        QTest::newRow("while it waits for another try")
            << jsonAnswer(429, "{}", "Retry-After: 5\r\n") << false << Mode::Enforce << Nothing;
    }

    void settlesForAClientThatLeft()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, reaches);
        QFETCH(const Mode, mode);
        QFETCH(const Amounts, counted);
        LimitedUpstream limited(unlimited(), breaker(mode, 1));
        limited.upstream.setAnswer(writes(answer));
        limited.client.send(limited.chat(chatOf("gpt-4o")));
        QTRY_COMPARE(limited.upstream.requests().size(), std::size_t(1));
        if (reaches)
            QTRY_VERIFY(limited.client.socket().bytesAvailable() > 0);
        else
            QVERIFY(limited.client.staysSilent(100));
        QCOMPARE(limited.held(), Estimated);
        limited.client.socket().disconnectFromHost();
        QTRY_COMPARE_WITH_TIMEOUT(limited.held(), Nothing, 1000);
        QCOMPARE(limited.used(), counted);
        QTRY_COMPARE(limited.ended().size(), 1);
        const traffic::ExchangeRecord record = limited.ended().front();
        QCOMPARE(record.endedBy, traffic::EndedBy::Client);
        QCOMPARE(record.status, counted == Nothing ? 0 : 200);
        if (counted == Actual)
            QCOMPARE(record.usage.input.tokens, 7);
        QTRY_VERIFY(limited.upstream.open() == 0 || mode == Mode::Enforce);
    }

    void countsNothingOfARequestThatDidNotArrive()
    {
        LimitedUpstream limited(unlimited());
        limited.client.send(
            limited.request("POST", "/v1/x", "Content-Length: 100\r\n", R"({"messages":[)"));
        QVERIFY(limited.client.staysSilent(50));
        limited.client.socket().disconnectFromHost();
        QTRY_COMPARE(limited.ended().size(), 1);
        QVERIFY(limited.scopes().isEmpty());
    }

    // A reservation that is dropped unsettled stops a debug build.
    void settlesWhenTheProgramEnds()
    {
        LimitedUpstream limited(unlimited());
        limited.upstream.setAnswer(writes({}));
        limited.client.send(limited.chat(chatOf("gpt-4o")));
        QTRY_COMPARE(limited.upstream.requests().size(), std::size_t(1));
    }

    void keepsTheEstimateWhereAnswersAreNotRead()
    {
        LimitedUpstream limited(unlimited(), [](proxy::Rules &rules) { rules.readsUsage = false; });
        limited.upstream.setAnswer(writes(jsonAnswer(200, Usage)));
        QCOMPARE(limited.ask().status, 200);
        QTRY_COMPARE(limited.ended().size(), 1);
        QCOMPARE(limited.used(), Estimated);
    }
};

QTEST_GUILESS_MAIN(SettlementTest)
#include "tst_settlement.moc"
