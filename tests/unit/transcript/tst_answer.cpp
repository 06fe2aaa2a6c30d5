// SPDX-License-Identifier: MIT
#include "engine/eventstream/encoder.h"
#include "tests/unit/transcript/transcript_text.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace llmproxy;
using namespace llmproxy::test;
using namespace llmproxy::transcript;

namespace {

const QByteArray Sse = "text/event-stream";
const QByteArray Frames = "application/vnd.amazon.eventstream";

QByteArray frame(const QByteArray &event, const QByteArray &payload)
{
    using eventstream::Text;
    const bool isException = event.endsWith("Exception");
    const QByteArray name = isException ? ":exception-type" : ":event-type";
    return eventstream::encode(
        {{{":message-type", Text{isException ? "exception" : "event"}}, {name, Text{event}}},
         payload});
}

QByteArray chunk(const QByteArray &json)
{
    return frame("chunk", "{\"bytes\":\"" + json.toBase64() + "\",\"p\":\"abc\"}");
}

QByteArray sse(const QByteArrayList &events)
{
    QByteArray body;
    for (const QByteArray &event : events)
        body += "data: " + event + "\n\n";
    return body;
}

/// All text of an answer, in the order that it is said in.
QString said(const Answer &answer)
{
    QString text;
    for (const Turn &turn : answer.turns) {
        for (const Part &part : turn.parts)
            text += part.text;
    }
    return text;
}

} // namespace

class AnswerTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsTheFixtures_data();
    void readsTheFixtures();
    void readsWhatModelsSay_data();
    void readsWhatModelsSay();
    void inventsNothingWhereABodyIsCut_data();
    void inventsNothingWhereABodyIsCut();
    void keepsWhatCameOfACutStream();
    void saysHowFarItCouldRead_data();
    void saysHowFarItCouldRead();
    void stopsAtTheGreatestLength();
};

void AnswerTest::readsTheFixtures_data()
{
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *file, const char *expected) {
        QTest::newRow(file) << QString::fromUtf8(expected);
    };
    row("anthropic-error.json", "error=authentication_error: invalid x-api-key");
    row("anthropic-invalid.sse", "error=invalid_request_error: max_tokens");
    row("anthropic-message.json", "assistant: Hi! My name is Claude.; end=end_turn");
    row("anthropic-message.sse", "assistant: Hello; end=end_turn");
    row("anthropic-overloaded-later.sse", "assistant: Hello; error=overloaded_error: Overloaded");
    row("anthropic-overloaded.sse", "error=overloaded_error: Overloaded");
    row("bedrock-claude.json", "assistant: Hi; end=end_turn");
    row("bedrock-converse.json", "assistant: Hi; end=end_turn");
    row("bedrock-llama.json", "assistant: Hi; end=stop");
    row("bedrock-mistral.json", "assistant: Hi; end=stop");
    row("bedrock-titan.json", "assistant: Hi; end=FINISH");
    row("compatible-chat.json", "assistant: ok; end=stop");
    row("compatible-chat.sse", "assistant: ok; end=stop");
    row("gemini-array-error.json", "error=503: The model is overloaded.");
    row("gemini-array.json", "model: Hello; end=STOP");
    row("gemini-blocked.json", "end=SAFETY");
    row("gemini-error.sse", "model: a; error=500: An internal error has occurred.");
    row("gemini-no-usage.json", "model: Hi; end=MAX_TOKENS");
    row("gemini.json", "model: Hello; end=STOP");
    row("gemini.ndjson", "model: a; end=STOP");
    row("gemini.sse", "model: Hello; end=STOP");
    row("openai-chat-cached.json", "assistant: ok; assistant: ok; end=stop");
    row("openai-chat-error.sse",
        "assistant: a; error=server_error: The server had an error while processing your request");
    row("openai-chat-odd.sse", "assistant: a{\"usage\":; end=tool_calls");
    row("openai-chat.json",
        "assistant: Hello! \"How\" can I assist you today? \xc3\xbc {[; end=stop");
    row("openai-chat.sse", "assistant: Hello; end=stop");
    row("openai-completion.json", "assistant: \n\nThis is indeed a test; end=length");
    row("openai-embeddings.json", "unknown");
    row("openai-error.json", "error=invalid_request_error: Incorrect API key provided");
    row("openai-images.json", "assistant: <image:8>");
    row("openai-responses-error.sse", "error=rate_limit_exceeded: Slow down");
    row("openai-responses-failed.sse",
        "end=failed; error=server_error: The model failed to generate a response.");
    row("openai-responses.json", "assistant: In a peaceful grove; end=completed");
    row("openai-responses.sse", "assistant: Hi; end=completed");
    row("openai-transcription.json", "assistant: Imagine the wildest idea that you've ever had");
    row("openai-transcription.sse", "assistant: I see");
}

void AnswerTest::readsTheFixtures()
{
    QFETCH(QString, expected);
    const QString file = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(answerText(readAnswer({fixture(file), typeOf(file)})), expected);
}

void AnswerTest::readsWhatModelsSay_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");
    const auto row =
        [](const char *name, const QByteArray &type, const QByteArray &body, const char *expected) {
            QTest::newRow(name) << type << body << QString::fromUtf8(expected);
        };
    row("Anthropic's thinking, and a call in pieces",
        Sse,
        sse({R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"look."}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"Eq"}})",
             R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"read_file","input":{}}})",
             R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"path\":"}})",
             R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":" \"a\"}"}})",
             R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{}})"}),
        "assistant: ~Let me look. | call read_file({\"path\": \"a\"})#toolu_1; end=tool_use");
    row("thinking that is encrypted",
        "application/json",
        R"({"type":"message","role":"assistant","content":[{"type":"redacted_thinking","data":"AAAAAAAA"},{"type":"text","text":"x"}],"stop_reason":"end_turn"})",
        "assistant: ~:6 | x; end=end_turn");
    row("OpenAI's calls side by side, with reasoning",
        Sse,
        sse({R"({"choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"hm"}}]})",
             R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"f","arguments":""}}]}}]})",
             R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"g","arguments":"{}"}}]}}]})",
             R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":1}"}}]}}]})",
             R"({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})",
             "[DONE]"}),
        "assistant: ~hm | call f({\"x\":1})#call_a | call g({})#call_b; end=tool_calls");
    row("OpenAI's call of a whole answer, and a refusal",
        "application/json",
        R"({"choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"No.","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"b\": 1, \"a\": 2}"}}]},"finish_reason":"tool_calls"}]})",
        "assistant: No. | call f({\"b\": 1, \"a\": 2})#c; end=tool_calls");
    row("several choices of a stream",
        Sse,
        sse({R"({"choices":[{"index":1,"delta":{"content":"b"}}]})",
             R"({"choices":[{"index":0,"delta":{"content":"a"}}]})",
             R"({"choices":[{"index":1,"delta":{"content":"B"}}]})"}),
        "assistant: a; assistant: bB");
    row("Responses' reasoning and call",
        Sse,
        sse({R"({"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[]}})",
             R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"Thin"})",
             R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"king"})",
             R"({"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"c1","name":"f","arguments":""}})",
             R"({"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\"a\""})",
             R"({"type":"response.function_call_arguments.delta","output_index":1,"delta":":1}"})",
             R"({"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}})"}),
        "assistant: ~Thinking | call f({\"a\":1})#c1; end=max_output_tokens");
    row("Gemini's thought, call and image",
        "application/json",
        R"({"candidates":[{"content":{"role":"model","parts":[{"text":"T","thought":true},{"text":"U"},{"functionCall":{"name":"f","args":{"a":1}}},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},"finishReason":"STOP"}]})",
        "model: ~T | U | call f({\"a\":1}) | <image/png:3>; end=STOP");
    row("Converse's stream",
        Frames,
        frame("messageStart", R"({"role":"assistant"})")
            + frame("contentBlockDelta",
                    R"({"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"R"}}})")
            + frame("contentBlockDelta", R"({"contentBlockIndex":1,"delta":{"text":"He"}})")
            + frame("contentBlockDelta", R"({"contentBlockIndex":1,"delta":{"text":"y"}})")
            + frame("contentBlockStart",
                    R"({"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t","name":"f"}}})")
            + frame("contentBlockDelta",
                    R"({"contentBlockIndex":2,"delta":{"toolUse":{"input":"{}"}}})")
            + frame("messageStop", R"({"stopReason":"tool_use"})"),
        "assistant: ~R | Hey | call f({})#t; end=tool_use");
    row("a stream of frames that ends in an exception",
        Frames,
        frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"He"}})")
            + frame("throttlingException", R"({"message":"Too many requests"})"),
        "assistant: He; error=throttlingException: Too many requests");
    row("Claude's events in frames",
        Frames,
        chunk(
            R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}})")
            + chunk(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"}})"),
        "assistant: Hi; end=end_turn");
    row("Llama's pieces in frames",
        Frames,
        chunk(R"({"generation":"H","stop_reason":null})")
            + chunk(R"({"generation":"i","stop_reason":"stop"})"),
        "assistant: Hi; end=stop");
    row("an error of AWS",
        "application/json",
        R"({"message":"The model is not found"})",
        "error=The model is not found");
    row("an error that is a text",
        "application/json",
        R"({"error":"no such path"})",
        "error=no such path");
    row("JSON that nothing is told of",
        "",
        R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}]})",
        "model: a");
    row("a stream that nothing is told of",
        "",
        sse({R"({"choices":[{"delta":{"content":"a"}}]})"}),
        "assistant: a");
}

void AnswerTest::readsWhatModelsSay()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    QCOMPARE(answerText(readAnswer({body, type})), expected);
}

void AnswerTest::inventsNothingWhereABodyIsCut_data()
{
    QTest::addColumn<QByteArray>("body");
    const QStringList files =
        QDir(QStringLiteral(LLMPROXY_SOURCE_DIR "/tests/fixtures/usage")).entryList(QDir::Files);
    QVERIFY(files.size() > 30);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << fixture(file);
}

void AnswerTest::inventsNothingWhereABodyIsCut()
{
    QFETCH(QByteArray, body);
    const QString file = QString::fromUtf8(QTest::currentDataTag());
    const QByteArray type = typeOf(file);
    const QString whole = said(readAnswer({body, type}));
    qsizetype longest = 0;
    for (qsizetype cut = 0; cut < body.size(); cut += 97) {
        const QByteArray came = body.first(cut); // a copy: sanitizers see its end
        const Answer answer = readAnswer({came, type, {}, false});
        const QString text = said(answer);
        QVERIFY2(whole.startsWith(text), qPrintable(text));
        QVERIFY(text.size() >= longest);
        longest = text.size();
        QVERIFY(answer.reading != Reading::Whole);
    }
}

void AnswerTest::keepsWhatCameOfACutStream()
{
    const QByteArray body = R"(data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]})"
                            "\n\n"
                            R"(data: {"choices":[{"index":0,"delta":{"content":", wor)";
    QCOMPARE(answerText(readAnswer({body, Sse, {}, false})), u"assistant: Hello, wor; cut"_s);
}

void AnswerTest::saysHowFarItCouldRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<bool>("isWhole");
    QTest::addColumn<QString>("expected");
    const QByteArray body = R"({"choices":[{"message":{"content":"a"}}]})";
    const QByteArray gzipOfNothing = QByteArray::fromHex("1f8b08000000000000ff0300");
    QTest::newRow("nothing") << QByteArray() << QByteArray() << true << u"absent"_s;
    QTest::newRow("all of it") << body << QByteArray() << true << u"whole"_s;
    QTest::newRow("all that is there") << body << QByteArray() << false << u"cut"_s;
    QTest::newRow("half of it") << body.first(30) << QByteArray() << true << u"cut"_s;
    QTest::newRow("no JSON") << QByteArray("<html>") << QByteArray() << true << u"unknown"_s;
    QTest::newRow("a coding of its own") << body << QByteArray("rot13") << true << u"undecoded"_s;
    QTest::newRow("not what the coding says")
        << body << QByteArray("gzip") << true << u"undecoded"_s;
    QTest::newRow("a coding that is cut")
        << gzipOfNothing << QByteArray("gzip") << true << u"cut"_s;
}

void AnswerTest::saysHowFarItCouldRead()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, coding);
    QFETCH(bool, isWhole);
    QFETCH(QString, expected);
    const Answer answer = readAnswer({body, "application/json", coding, isWhole});
    QCOMPARE(readingText(answer.reading), expected);
}

void AnswerTest::stopsAtTheGreatestLength()
{
    const QByteArray event =
        "data: {\"choices\":[{\"delta\":{\"content\":\"" + QByteArray(1 << 20, 'x') + "\"}}]}\n\n";
    const Answer answer = readAnswer({event.repeated(17), Sse});
    QCOMPARE(answer.reading, Reading::TooLong);
    QVERIFY(said(answer).size() <= MaxDecodedBytes);
    QVERIFY(said(answer).size() > MaxDecodedBytes - (2 << 20));
}

QTEST_GUILESS_MAIN(AnswerTest)
#include "tst_answer.moc"
