// SPDX-License-Identifier: MIT
// The tokens that answers tell, over real sockets: what the client is told of them and what the
// record has (provider test list 6, cases 8, 39 and 84).
#include "engine/mock/mock_server.h"
#include "tests/support/limited_upstream.h"
#include "tests/unit/coding/encoders.h"

#include <QElapsedTimer>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

const QByteArray Chat =
    R"({"id":"chatcmpl-1","model":"gpt-4o-2024-08-06","choices":[{"finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":12,"completion_tokens":9,"total_tokens":21,)"
    R"("prompt_tokens_details":{"cached_tokens":5},)"
    R"("completion_tokens_details":{"reasoning_tokens":3}}})";
const QByteArray Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
const QByteArray Json = "Content-Type: application/json\r\n";
const QByteArray Sse = "Content-Type: text/event-stream\r\n";
const QByteArray Events = "data: {\"id\":\"s1\",\"model\":\"gpt-4o\",\"choices\":[]}\n\n"
                          "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,"
                          "\"completion_tokens\":9,\"total_tokens\":21}}\n\ndata: [DONE]\n\n";

QByteArray chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

// The fields that the proxy added, but for the time, which is not the same twice.
QByteArray told(const QByteArray &lines)
{
    QByteArray found;
    for (const QByteArray &line : lines.split('\n')) {
        if (line.startsWith("X-LLM-") && !line.startsWith("X-LLM-TTFB-MS"))
            found += line.trimmed() + '\n';
    }
    return found;
}

const QByteArray ToldOfChat = "X-LLM-Input-Tokens: 12\n"
                              "X-LLM-Output-Tokens: 9\n"
                              "X-LLM-Total-Tokens: 21\n"
                              "X-LLM-Thought-Tokens: 3\n"
                              "X-LLM-Cache-Read-Tokens: 5\n"
                              "X-LLM-Cache-Write-Tokens: 0\n"
                              "X-LLM-Provider: openai\n"
                              "X-LLM-Model: gpt-4o-2024-08-06\n"
                              "X-LLM-Request-ID: chatcmpl-1\n";
const QByteArray ToldOfEvents = "X-LLM-Input-Tokens: 12\n"
                                "X-LLM-Output-Tokens: 9\n"
                                "X-LLM-Total-Tokens: 21\n"
                                "X-LLM-Thought-Tokens: 0\n"
                                "X-LLM-Cache-Read-Tokens: 0\n"
                                "X-LLM-Cache-Write-Tokens: 0\n"
                                "X-LLM-Provider: openai\n"
                                "X-LLM-Model: gpt-4o\n"
                                "X-LLM-Request-ID: s1\n";

/// A gateway in front of an upstream that answers every request with the same bytes.
class Answered : public ProxiedUpstream
{
public:
    explicit Answered(const QByteArray &answer, const Change &change = {}, bool closes = false)
        : ProxiedUpstream(change)
        , client(gateway.port())
    {
        upstream.setAnswer(ScriptedUpstream::fixed(answer, closes));
    }

    SeenResponse ask(const QByteArray &fields = {})
    {
        client.send(request("GET", "/v1/x", fields));
        return client.response(10'000);
    }

    RawClient client;
};

} // namespace

class UsageTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheTokensOfAJsonAnswer_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<QByteArray>("body");
        const QByteArray ok = "HTTP/1.1 200 OK\r\n";
        const QByteArray gzip = encoders::gzip(Chat);
        QTest::newRow("sized") << jsonAnswer(200, Chat) << false << Chat;
        QTest::newRow("chunked") << Chunked + Json + "\r\n" + chunk(Chat.first(40))
                                        + chunk(Chat.sliced(40)) + "0\r\n\r\n"
                                 << false << Chat;
        QTest::newRow("until it closes") << ok + Json + "\r\n" + Chat << true << Chat;
        QTest::newRow("gzip") << jsonAnswer(200, gzip, "Content-Encoding: gzip\r\n") << false
                              << gzip;
    }

    void tellsTheTokensOfAJsonAnswer()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, closes);
        QFETCH(const QByteArray, body);
        Answered answered(answer, {}, closes);
        for (int i = 0; i < 2; ++i) { // the next answer on the connection is in its place
            const SeenResponse seen = answered.ask();
            QVERIFY(seen.complete);
            QCOMPARE(seen.status, 200);
            QCOMPARE(seen.body, body);
            QCOMPARE(told(seen.head), ToldOfChat);
            QVERIFY(seen.field("X-LLM-TTFB-MS").toInt() < 5000);
            QVERIFY(!seen.field("X-LLM-TTFB-MS").isEmpty());
            QCOMPARE(seen.head.count("Access-Control-Allow-Origin"), 1);
            QCOMPARE(seen.trailers, QByteArray());
        }
        QTRY_COMPARE(answered.ended().size(), 2);
        const usage::TokenUsage usage = answered.ended().front().usage;
        QCOMPARE(usage.input, (usage::Count{12, usage::Source::Reported}));
        QCOMPARE(usage.output, (usage::Count{9, usage::Source::Reported}));
    }

    void addsToTheHeadAndChangesNothingElse()
    {
        const QByteArray head = "HTTP/1.1 200 Fine\r\nB: 1\r\na: 2\r\n" + Json
                                + "Content-Length: " + QByteArray::number(Chat.size()) + "\r\n";
        Answered answered(head + "\r\n" + Chat);
        const SeenResponse seen = answered.ask();
        QVERIFY2(seen.head.startsWith(head), seen.head.constData());
        QVERIFY(seen.head.endsWith("\r\n\r\n"));
        QCOMPARE(seen.body, Chat);
    }

    void tellsNothing_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("tells");
        QTest::newRow("switched off") << jsonAnswer(200, Chat) << false;
        QTest::newRow("the answer does not") << jsonAnswer(200, R"({"id":"1"})") << true;
        QTest::newRow("it is no JSON") << jsonAnswer(200, "{" + Chat) << true;
        QTest::newRow("it is text")
            << "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                   + QByteArray::number(Chat.size()) + "\r\n\r\n" + Chat
            << true;
        QTest::newRow("it is an error") << jsonAnswer(404, Chat) << true;
        QTest::newRow("a stream of someone without TE")
            << Chunked + Sse + "\r\n" + chunk(Events) + "0\r\n\r\n"
            << true;
    }

    void tellsNothing()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, tells);
        Answered answered(answer, [tells](auto &rules) { rules.tellsUsage = tells; });
        const SeenResponse seen = answered.ask();
        QVERIFY(seen.complete);
        QCOMPARE(told(seen.head), QByteArray());
        QCOMPARE(seen.field("Trailer"), QByteArray());
        QCOMPARE(seen.trailers, QByteArray());
    }

    void letsNoTextOfAnAnswerAddALine_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("plain") << QByteArray("msg_01") << true;
        QTest::newRow("as long as may be") << QByteArray(256, 'i') << true;
        QTest::newRow("too long") << QByteArray(257, 'i') << false;
        QTest::newRow("much too long") << QByteArray(100'000, 'i') << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("line break") << QByteArray(R"(a\r\nX-Injected: 1)") << false;
        QTest::newRow("bare line feed") << QByteArray(R"(a\nX-Injected:1)") << false;
        QTest::newRow("escaped line break") << QByteArray(R"(a\u000d\u000aX-Injected:1)") << false;
        QTest::newRow("NUL") << QByteArray(R"(a\u0000b)") << false;
        QTest::newRow("end of the head") << QByteArray(R"(a\r\n\r\n{})") << false;
        QTest::newRow("not ASCII") << QByteArray("ü") << false;
    }

    void letsNoTextOfAnAnswerAddALine()
    {
        QFETCH(const QByteArray, id);
        QFETCH(const bool, isTold);
        const QByteArray body = "{\"id\":\"" + id + "\",\"model\":\"" + id
                                + "\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";
        Answered answered(jsonAnswer(200, body));
        const SeenResponse seen = answered.ask();
        QVERIFY(seen.complete);
        QCOMPARE(seen.body, body);
        QCOMPARE(seen.field("X-LLM-Input-Tokens"), QByteArray("1"));
        QCOMPARE(seen.field("X-LLM-Request-ID"), isTold ? id : QByteArray());
        QCOMPARE(seen.field("X-LLM-Model"), isTold ? id : QByteArray());
        QVERIFY(!seen.head.contains("Injected"));
    }

    void keepsNoAnswerThatIsLarge_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<QByteArray>("framing");
        QTest::addColumn<bool>("isTold");
        constexpr qsizetype limit = qsizetype(8) << 20;
        QTest::newRow("8 MiB") << limit << QByteArray("sized") << true;
        QTest::newRow("8 MiB and a byte") << limit + 1 << QByteArray("sized") << false;
        QTest::newRow("a little less in chunks") << limit - 10'000 << QByteArray("chunked") << true;
        QTest::newRow("more in chunks") << limit + 200'000 << QByteArray("chunked") << false;
        QTest::newRow("more until it closes") << limit + 200'000 << QByteArray("closed") << false;
    }

    void keepsNoAnswerThatIsLarge()
    {
        QFETCH(const qsizetype, size);
        QFETCH(const QByteArray, framing);
        QFETCH(const bool, isTold);
        QByteArray body = Chat;
        body.insert(1, "\"x\":\"" + QByteArray(size - body.size() - 7, 'y') + "\",");
        QCOMPARE(body.size(), size);
        QByteArray answer = jsonAnswer(200, body);
        if (framing == "closed") {
            answer = "HTTP/1.1 200 OK\r\n" + Json + "\r\n" + body;
        } else if (framing == "chunked") {
            answer = Chunked + Json + "\r\n";
            for (qsizetype at = 0; at < size; at += 65'536)
                answer += chunk(body.mid(at, 65'536));
            answer += "0\r\n\r\n";
        }
        Answered answered(answer, {}, framing == "closed");
        const SeenResponse seen = answered.ask("TE: trailers\r\n");
        QVERIFY(seen.complete);
        QVERIFY(seen.body == body);
        QCOMPARE(told(seen.head), isTold ? ToldOfChat : QByteArray());
        QCOMPARE(seen.field("Trailer"), QByteArray());
        QCOMPARE(seen.trailers, QByteArray());
        QTRY_COMPARE(answered.ended().size(), 1);
        QCOMPARE(answered.ended().front().usage.input.tokens, 12);
    }

    void letsAHeadGoAfterASecond()
    {
        const QByteArray answer = jsonAnswer(200, Chat);
        Answered answered(answer.chopped(10));
        QElapsedTimer timer;
        timer.start();
        answered.client.send(answered.get("/v1/x"));
        QTRY_VERIFY(answered.client.socket().bytesAvailable() > 0);
        QVERIFY2(timer.elapsed() >= 900, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(answered.client.socket().peek(100'000).contains(Chat.first(20)));
        answered.upstream.sockets().front()->write(answer.last(10));
        const SeenResponse seen = answered.client.response();
        QVERIFY(seen.complete);
        QCOMPARE(seen.body, Chat);
        QCOMPARE(told(seen.head), QByteArray());
    }

    void passesOnWhatCameOfAnAnswerCutShort()
    {
        Answered answered(jsonAnswer(200, Chat).chopped(10), {}, true);
        const SeenResponse seen = answered.ask();
        QCOMPARE(seen.status, 200);
        QVERIFY(!seen.complete);
        QCOMPARE(seen.body, Chat.chopped(10));
        QCOMPARE(told(seen.head), QByteArray());
    }

    void tellsOfAStreamInItsTrailers_data()
    {
        QTest::addColumn<QByteArray>("trailers");
        QTest::newRow("none of the upstream") << QByteArray();
        QTest::newRow("beside the upstream's") << QByteArray("X-Checksum: abc\r\n");
    }

    void tellsOfAStreamInItsTrailers()
    {
        QFETCH(const QByteArray, trailers);
        const QByteArray announced = trailers.isEmpty() ? "" : "Trailer: X-Checksum\r\n";
        Answered answered(Chunked + Sse + announced + "\r\n" + chunk(Events) + "0\r\n" + trailers
                          + "\r\n");
        for (int i = 0; i < 2; ++i) {
            const SeenResponse seen = answered.ask("TE: trailers\r\nConnection: TE\r\n");
            QVERIFY(seen.complete);
            QCOMPARE(seen.body, Events);
            QCOMPARE(told(seen.head), QByteArray());
            QVERIFY(seen.head.contains("\r\nTrailer: X-LLM-Input-Tokens, "));
            QCOMPARE(seen.head.contains("X-Checksum"), !trailers.isEmpty());
            QCOMPARE(told(seen.trailers), ToldOfEvents);
            QVERIFY(seen.trailers.startsWith(trailers));
        }
    }

    void addsNoTrailersForAnOldClient()
    {
        Answered answered(Chunked + Sse + "\r\n" + chunk(Events) + "0\r\n\r\n");
        answered.client.send(
            "GET /openai/v1/x HTTP/1.0\r\nHost: localhost\r\nTE: trailers\r\n\r\n");
        const SeenResponse seen = answered.client.response();
        QCOMPARE(seen.body, Events);
        QCOMPARE(seen.field("Trailer"), QByteArray());
    }

    void countsALongStream()
    {
        const QByteArray word =
            "data: {\"choices\":[{\"delta\":{\"content\":\"" + QByteArray(1000, 'w') + "\"}}]}\n\n";
        QByteArray answer = Chunked + Sse + "\r\n";
        for (int i = 0; i < 5000; ++i)
            answer += chunk(word);
        Answered answered(answer + chunk(Events) + "0\r\n\r\n");
        const SeenResponse seen = answered.ask();
        QVERIFY(seen.complete);
        QCOMPARE(seen.body.size(), 5000 * word.size() + Events.size());
        QTRY_COMPARE(answered.ended().size(), 1);
        const traffic::ExchangeRecord record = answered.ended().front();
        QCOMPARE(record.usage.input, (usage::Count{12, usage::Source::Reported}));
        QCOMPARE(record.usage.output, (usage::Count{9, usage::Source::Reported}));
        QCOMPARE(record.model, QByteArray("gpt-4o"));
        QCOMPARE(record.requestId, QByteArray("s1"));
        QVERIFY(record.streaming);
    }

    void readsTheVendorsAnswers_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<bool>("streams");
        const QByteArray messages = R"("messages":[{"role":"user","content":"Say hi"}])";
        const QByteArray gemini = R"({"contents":[{"parts":[{"text":"Say hi"}]}]})";
        const QByteArray converse = R"({"messages":[{"role":"user","content":[{"text":"hi"}]}]})";
        const QByteArray claude =
            R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":9,)" + messages + "}";
        const auto row = [](const char *name,
                            const QByteArray &provider,
                            const QByteArray &target,
                            const QByteArray &body,
                            const QByteArray &model,
                            bool streams) {
            QTest::newRow(name) << provider << target << body << model << streams;
        };
        row("OpenAI chat",
            "openai",
            "/v1/chat/completions",
            R"({"model":"gpt-4o",)" + messages + "}",
            "gpt-4o",
            false);
        row("OpenAI chat stream",
            "openai",
            "/v1/chat/completions",
            R"({"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},)" + messages
                + "}",
            "gpt-4o",
            true);
        row("OpenAI Responses",
            "openai",
            "/v1/responses",
            R"({"model":"gpt-4o","input":"Say hi"})",
            "gpt-4o",
            false);
        row("OpenAI Responses stream",
            "openai",
            "/v1/responses",
            R"({"model":"gpt-4o","stream":true,"input":"Say hi"})",
            "gpt-4o",
            true);
        row("Anthropic",
            "anthropic",
            "/v1/messages",
            R"({"model":"claude-sonnet-4-5","max_tokens":9,)" + messages + "}",
            "claude-sonnet-4-5",
            false);
        row("Anthropic stream",
            "anthropic",
            "/v1/messages",
            R"({"model":"claude-sonnet-4-5","max_tokens":9,"stream":true,)" + messages + "}",
            "claude-sonnet-4-5",
            true);
        const QByteArray flash = "/v1beta/models/gemini-2.5-flash:";
        row("Gemini", "gemini", flash + "generateContent", gemini, "gemini-2.5-flash", false);
        row("Gemini SSE",
            "gemini",
            flash + "streamGenerateContent?alt=sse",
            gemini,
            "gemini-2.5-flash",
            true);
        row("Gemini array",
            "gemini",
            flash + "streamGenerateContent",
            gemini,
            "gemini-2.5-flash",
            false);
        const QByteArray sonnet = "/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/";
        const QByteArray named = "anthropic.claude-3-5-sonnet-20240620-v1:0";
        row("Bedrock Converse", "bedrock", sonnet + "converse", converse, named, false);
        row("Bedrock ConverseStream", "bedrock", sonnet + "converse-stream", converse, named, true);
        row("Bedrock InvokeModel", "bedrock", sonnet + "invoke", claude, named, false);
        row("Bedrock InvokeModel stream",
            "bedrock",
            sonnet + "invoke-with-response-stream",
            claude,
            named,
            true);
    }

    void readsTheVendorsAnswers()
    {
        QFETCH(const QByteArray, provider);
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, model);
        QFETCH(const bool, streams);
        const mock::MockServer vendor({Duration(0), 0, 1});
        ProxiedUpstream proxied([&](proxy::Rules &rules) {
            rules.routes.clear();
            rules.routeOf.clear();
            proxy::ProviderRoute route = Gateway::routeTo(provider, provider, vendor.port());
            route.region = "us-west-2";
            Gateway::add(rules, std::move(route));
        });
        RawClient client(proxied.gateway.port());
        client.send("POST /" + provider + target
                    + " HTTP/1.1\r\nHost: " + proxied.gateway.authority()
                    + "\r\nTE: trailers\r\nContent-Type: application/json\r\nContent-Length: "
                    + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        const SeenResponse seen = client.response();
        QVERIFY(seen.complete);
        QCOMPARE(seen.status, 200);
        QTRY_COMPARE(proxied.ended().size(), 1);
        const traffic::ExchangeRecord record = proxied.ended().front();
        QCOMPARE(record.usage.input.source, usage::Source::Reported);
        QCOMPARE(record.usage.output.source, usage::Source::Reported);
        QVERIFY(record.usage.input.tokens > 0 && record.usage.output.tokens > 0);
        QCOMPARE(record.model, model);
        QVERIFY(!record.requestId.isEmpty() && !record.finishReason.isEmpty());
        QCOMPARE(record.streaming, streams);
        const QByteArray expected =
            "X-LLM-Input-Tokens: " + QByteArray::number(record.usage.input.tokens)
            + "\nX-LLM-Output-Tokens: " + QByteArray::number(record.usage.output.tokens) + '\n';
        QVERIFY(told(streams ? seen.trailers : seen.head).startsWith(expected));
    }

    void estimatesTheInputOfWhatWasNotAnswered()
    {
        LimitedUpstream limited(limitedTo(ratelimit::Limits{}));
        limited.upstream.setAnswer(ScriptedUpstream::fixed(jsonAnswer(500, "{}"), false));
        limited.ask();
        QTRY_COMPARE(limited.ended().size(), 1);
        QCOMPARE(limited.ended().front().usage.input,
                 (usage::Count{100, usage::Source::Estimated}));
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "tst_usage.moc"
