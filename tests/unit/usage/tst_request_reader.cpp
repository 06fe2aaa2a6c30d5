// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"
#include "engine/usage/request_reader.h"
#include "tests/support/parsed_head.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using usage::RequestFacts;

namespace {

constexpr qint64 MaxSample = 20000;

struct Request
{
    const char *vendor = "openai";
    QByteArray target = "/v1/chat/completions";
    QByteArray body;
    QByteArray fields = "Content-Type: application/json\r\n";
    QByteArray method = "POST";
};

RequestFacts read(const Request &request,
                  const QList<qsizetype> &cuts = {},
                  qint64 maxSample = MaxSample,
                  bool complete = true)
{
    usage::RequestReader reader(
        providers::find(request.vendor)->requests(),
        requestHead(request.fields, request.method + ' ' + request.target + " HTTP/1.1"),
        request.target,
        maxSample);
    qsizetype from = 0;
    for (const qsizetype cut : cuts + QList<qsizetype>{request.body.size()}) {
        const QByteArray piece = request.body.mid(from, cut - from);
        reader.feed(piece);
        from = cut;
    }
    reader.finish(complete);
    return reader.facts();
}

QByteArray factsText(const RequestFacts &facts)
{
    return facts.model + '|' + facts.user + '|' + (facts.streaming ? "stream" : "") + '|'
           + (facts.hasText ? QByteArray::number(facts.textCodePoints) : QByteArray("-"));
}

const char *const Chat = "/v1/chat/completions";
const char *const Responses = "/v1/responses";
const char *const Messages = "/v1/messages";

/// Adds rows for a vendor.
struct Rows
{
    QByteArray vendor;

    void operator()(const char *what, const char *target, const char *body, const char *facts) const
    {
        QTest::newRow(QByteArray(vendor + ": " + what).constData())
            << vendor << QByteArray(target) << QByteArray(body) << QByteArray(facts);
    }
};

void chatRows()
{
    const Rows row{"openai"};
    row("chat",
        Chat,
        R"({"model":"gpt-4o","messages":[{"role":"system","content":"abc"},)"
        R"({"role":"user","content":"h\u00e4\ud83d\ude00"}],"stream":true,"user":"u1"})",
        "gpt-4o|u1|stream|6");
    row("parts",
        Chat,
        R"({"messages":[{"content":[{"type":"text","text":"abcd"},{"type":"image_url",)"
        R"("image_url":{"url":"data:"},"text":"no"},{"text":"efg","type":"text"},{"text":"x"},)"
        R"({"type":"text"},{"type":"text","text":["no"]}]}],"model":"m"})",
        "m|||7");
    row("no content",
        Chat,
        R"({"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{}]}]})",
        "m|||0");
    row("legacy completion",
        "/v1/completions",
        R"({"model":"i","prompt":"abc","stream":true})",
        "i||stream|3");
    row("several prompts", "/v1/completions", R"({"prompt":["ab","c"]})", "|||3");
    row("tokens for a prompt", "/v1/completions", R"({"prompt":[[1,2],[3]]})", "|||0");
}

void responsesRows()
{
    const Rows row{"openai"};
    row("responses", Responses, R"({"model":"o4","input":"abc","instructions":"de"})", "o4|||5");
    row("responses, strings", Responses, R"({"input":["ab","c"]})", "|||3");
    row("responses, texts",
        Responses,
        R"({"input":[{"type":"input_text","text":"ab"},{"type":"text","text":"c"},)"
        R"({"type":"input_image","text":"no"}]})",
        "|||3");
    row("responses, messages",
        Responses,
        R"({"input":[{"role":"user","content":"ab"},{"type":"message","role":"user","content":[)"
        R"({"type":"input_text","text":"cd"},{"type":"input_image"},{"type":"output_text",)"
        R"("text":"e"}]},{"type":"function_call_output","output":"no"}],"stream":true})",
        "||stream|5");
    row("embeddings", "/v1/embeddings", R"({"model":"e","input":["abc","de"]})", "e|||5");
}

void oddRows()
{
    const Rows row{"openai"};
    row("no place for streams", "/v1/embeddings", R"({"model":"e","stream":true})", "e|||0");
    row("stream: false", Chat, R"({"stream":false})", "|||0");
    row("stream: \"yes\"", Chat, R"({"stream":"yes"})", "|||0");
    row("stream: 1", Chat, R"({"stream":1})", "|||0");
    row("stream within", Chat, R"({"options":{"stream":true}})", "|||0");
    row("stream, then not", Chat, R"({"stream":true,"stream":false})", "|||0");
    row("no JSON behind", Chat, R"({"model":"m","user":"u","stream":true,})", "|||-");
    row("no JSON at all", Chat, "stream=true", "|||-");
    row("an array", Chat, R"([{"model":"m","stream":true}])", "|||0");
    row("cut off", Chat, R"({"model":"m","stream":true)", "|||-");
    row("two of them", Chat, R"({"model":"m"}{"model":"n"})", "|||-");
    row("empty", Chat, "", "|||-");
    row("a model that is no text", Chat, R"({"model":7,"user":{"a":1}})", "|||0");
}

void anthropicRows()
{
    const Rows row{"anthropic"};
    row("string",
        Messages,
        R"({"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"Hello!"}],)"
        R"("metadata":{"user_id":"u7"},"user":"no","stream":true})",
        "claude|u7|stream|6");
    row("blocks",
        Messages,
        R"({"system":[{"type":"text","text":"ab","cache_control":{"type":"ephemeral"}}],)"
        R"("messages":[{"content":[{"type":"text","text":"cde"},{"type":"image","source":{)"
        R"("type":"base64","data":"AAAA"}}]}]})",
        "|||5");
    row("system", Messages, R"({"system":"abcd","messages":[]})", "|||4");
    row("compatible", Chat, R"({"model":"claude","stream":true})", "claude||stream|0");
    row("no place for streams", "/v1/files", R"({"stream":true})", "|||0");
}

void geminiRows()
{
    const Rows row{"gemini"};
    row("native",
        "/v1beta/models/gemini-2.5-pro:generateContent?key=K",
        R"({"contents":[{"role":"user","parts":[{"text":"abc"},{"inlineData":{"data":"AAAA"}}]},)"
        R"({"parts":[{"text":"d"}]}],"systemInstruction":{"parts":[{"text":"ef"}]},)"
        R"("model":"models/other","stream":true})",
        "gemini-2.5-pro|||6");
    row("native, streaming",
        "/v1beta/models/gemini-2.5-pro:streamGenerateContent",
        "{}",
        "gemini-2.5-pro||stream|0");
    row("alt=sse", "/v1/models/g:generateContent?key=K&alt=sse", "{}", "g||stream|0");
    row("alt=json", "/v1/models/g:generateContent?alt=json&xalt=sse", "{}", "g|||0");
    row("encoded colon", "/v1/models/g%3AgenerateContent", "{}", "g|||0");
    row("tuned", "/v1/tunedModels/my-model:generateContent", "{}", "tunedModels/my-model|||0");
    row("compatible",
        "/v1beta/openai/chat/completions",
        R"({"model":"models/gemini-2.5-flash","messages":[{"content":"abc"}],"stream":true})",
        "gemini-2.5-flash||stream|3");
    row("embedding",
        "/v1beta/models/e:embedContent",
        R"({"content":{"parts":[{"text":"ab"}]}})",
        "e|||2");
}

void bedrockRows()
{
    const Rows row{"bedrock"};
    row("converse",
        "/model/us.anthropic.claude-3-5-haiku-20241022-v1%3A0/converse",
        R"({"messages":[{"role":"user","content":[{"text":"abc"},{"image":{}}]}],)"
        R"("system":[{"text":"de"}],"stream":true,"model":"no"})",
        "us.anthropic.claude-3-5-haiku-20241022-v1:0|||5");
    row("converse-stream", "/model/a:0/converse-stream", "{}", "a:0||stream|0");
    row("invoke", "/model/a/invoke", R"({"messages":[{"content":"abc"}],"system":"d"})", "a|||4");
    row("invoke, streaming",
        "/model/a/invoke-with-response-stream",
        R"({"prompt":"ab"})",
        "a||stream|2");
    row("an ARN",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/converse",
        "{}",
        "arn:aws:bedrock:us-east-1:1:inference-profile/x|||0");
    row("bad escape", "/model/a%3/converse", "{}", "a%3|||0");
    row("bad escape, late", "/model/a%3A%G0/converse", "{}", "a%3A%G0|||0");
    row("nothing behind the model", "/model/a", "{}", "|||0");
    row("no model", "/foo/a/converse", "{}", "|||0");
}

} // namespace

class RequestReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatABodySays_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("facts");
        chatRows();
        responsesRows();
        oddRows();
        anthropicRows();
        geminiRows();
        bedrockRows();
    }

    void readsWhatABodySays()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, body);
        const Request request{vendor.constData(), target, body};
        const RequestFacts whole = read(request);
        QTEST(factsText(whole), "facts");
        QCOMPARE(whole.bodyBytes, body.size());
        QList<qsizetype> everywhere;
        for (qsizetype cut = 1; cut < body.size(); ++cut) {
            QVERIFY2(read(request, {cut}) == whole, QByteArray::number(cut).constData());
            everywhere.append(cut);
        }
        QVERIFY(read(request, everywhere) == whole);
    }

    void readsOnlyJsonThatIsPosted_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("isRead");
        const auto row = [](const char *method, const char *fields, bool isRead) {
            QTest::newRow(QByteArray(QByteArray(method) + ' ' + fields).constData())
                << QByteArray(method) << QByteArray(fields) << isRead;
        };
        row("POST", "Content-Type: application/json; charset=utf-8\r\n", true);
        row("POST", "Content-Type: Application/JSON\r\n", true);
        row("POST", "", true);
        row("POST", "Content-Encoding: identity\r\n", true);
        row("GET", "Content-Type: application/json\r\n", false);
        row("PUT", "", false);
        row("POST", "Content-Type: text/plain\r\n", false);
        row("POST", "Content-Type: multipart/form-data; boundary=application/json\r\n", false);
        row("POST", "Content-Encoding: gzip\r\n", false);
    }

    void readsOnlyJsonThatIsPosted()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, fields);
        QFETCH(const bool, isRead);
        const RequestFacts facts = read(
            {"openai", "/v1/chat/completions", R"({"model":"m","stream":true})", fields, method});
        QCOMPARE(facts.model, isRead ? QByteArray("m") : QByteArray());
        QCOMPARE(facts.streaming, isRead);
        QCOMPARE(facts.hasText, isRead);
        QCOMPARE(facts.bodyBytes, 27);
    }

    void asksAcceptFirst_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<bool>("streams");
        const auto row =
            [](const char *vendor, const char *target, const char *accept, bool streams) {
                QTest::newRow(QByteArray(QByteArray(vendor) + ' ' + accept).constData())
                    << QByteArray(vendor) << QByteArray(target) << QByteArray(accept) << streams;
            };
        for (const char *const vendor : {"openai", "anthropic", "gemini"}) {
            row(vendor, "/v1/x", "text/event-stream", true);
            row(vendor, "/v1/x", "application/json, Text/Event-Stream;q=0.5", true);
            row(vendor, "/v1/x", "application/vnd.amazon.eventstream", false);
            row(vendor, "/v1/x", "*/*", false);
        }
        row("bedrock", "/model/a/converse", "application/vnd.amazon.eventstream", true);
        row("bedrock", "/model/a/converse", "text/event-stream", false);
    }

    void asksAcceptFirst()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, accept);
        Request request{vendor.constData(), target, {}, "Accept: " + accept + "\r\n", "GET"};
        QTEST(read(request).streaming, "streams");
        request.method = "POST";
        request.body = R"({"stream":false})";
        QTEST(read(request).streaming, "streams");
    }

    void knowsWhatStandsInFrontBeforeTheEnd()
    {
        const QByteArray body = R"({"model":"gpt-4o","stream":true,"messages":[)";
        usage::RequestReader reader(providers::find("openai")->requests(),
                                    requestHead("", "POST /v1/responses HTTP/1.1"),
                                    "/v1/responses",
                                    MaxSample);
        reader.feed(body);
        QCOMPARE(reader.facts().model, QByteArray("gpt-4o"));
        QVERIFY(reader.facts().streaming);
        QVERIFY(!reader.facts().hasText);
    }

    void keepsToTheSample_data()
    {
        QTest::addColumn<qint64>("maxSample");
        QTest::addColumn<bool>("hasText");
        QTest::newRow("never") << qint64(-1) << false;
        QTest::newRow("none") << qint64(0) << false;
        QTest::newRow("one byte short") << qint64(299) << false;
        QTest::newRow("just so") << qint64(300) << true;
    }

    void keepsToTheSample()
    {
        QFETCH(const qint64, maxSample);
        QFETCH(const bool, hasText);
        QByteArray body = R"({"messages":[{"content":""}],"model":"m","stream":true,"user":"u"})";
        body.insert(body.indexOf("\"\"") + 1, QByteArray(300 - body.size(), 'x'));
        const QByteArray length = "Content-Length: 300\r\n";
        for (const QByteArray &fields : {length, QByteArray()}) {
            for (const QList<qsizetype> &cuts : {QList<qsizetype>{}, QList<qsizetype>{1, 290}}) {
                const RequestFacts facts =
                    read({"openai", "/v1/chat/completions", body, fields}, cuts, maxSample);
                QCOMPARE(facts.hasText, hasText);
                QCOMPARE(facts.bodyBytes, 300);
                // The rest is found wherever it stands.
                QCOMPARE(facts.model, QByteArray("m"));
                QCOMPARE(facts.user, QByteArray("u"));
                QVERIFY(facts.streaming);
                const RequestFacts native =
                    read({"gemini", "/v1/models/g:generateContent", body, fields}, cuts, maxSample);
                QCOMPARE(native.hasText, hasText);
                QCOMPARE(native.model, QByteArray("g"));
                QCOMPARE(native.bodyBytes, 300);
            }
        }
    }

    void findsTheModelBehindALongBody()
    {
        usage::RequestReader reader(providers::find("openai")->requests(),
                                    requestHead("", "POST /v1/chat/completions HTTP/1.1"),
                                    "/v1/chat/completions",
                                    MaxSample);
        reader.feed(R"({"messages":[{"content":[)");
        const QByteArray part = R"({"type":"image_url","image_url":{"url":)" + QByteArray("\"")
                                + QByteArray(100'000, 'A') + "\"}},";
        for (int i = 0; i < 320; ++i)
            reader.feed(part);
        reader.feed(R"({}]}],"stream":true,"model":"gpt-4o"})");
        reader.finish(true);
        QCOMPARE(factsText(reader.facts()), QByteArray("gpt-4o||stream|-"));
        QVERIFY(reader.facts().bodyBytes > 32'000'000);
    }

    void takesABodyThatWasCutOffForNone()
    {
        const Request request{"openai", "/v1/completions", R"({"model":"m","stream":true})"};
        QCOMPARE(factsText(read(request, {}, MaxSample, false)), QByteArray("|||-"));
    }

    void tellsTheAnnouncedLength()
    {
        const QByteArray fields = "Content-Length: 5000\r\n";
        const RequestFacts facts = read({"openai", "/v1/completions", "{", fields}, {}, 256, false);
        QCOMPARE(facts.bodyBytes, 5000);
    }

    void ignoresAModelThatIsTooLong()
    {
        const auto body = [](int size) -> QByteArray {
            return "{\"model\":\"" + QByteArray(size, 'm') + "\"}";
        };
        QCOMPARE(read({"openai", "/", body(256)}).model.size(), 256);
        QCOMPARE(read({"openai", "/", body(257)}).model.size(), 0);
    }
};

QTEST_APPLESS_MAIN(RequestReaderTest)
#include "tst_request_reader.moc"
