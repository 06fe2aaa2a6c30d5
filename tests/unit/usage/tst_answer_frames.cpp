// SPDX-License-Identifier: MIT
#include "engine/eventstream/encoder.h"
#include "tests/unit/usage/answer_text.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

const QByteArray Fields =
    "Content-Type: application/vnd.amazon.eventstream\r\nx-amzn-RequestId: 5f2c\r\n";

QByteArray frame(const QByteArray &type, const QByteArray &payload)
{
    return eventstream::encode({{{":event-type", eventstream::Text{type}},
                                 {":content-type", eventstream::Text{"application/json"}},
                                 {":message-type", eventstream::Text{"event"}}},
                                payload});
}

QByteArray exceptionFrame(const QByteArray &type)
{
    return eventstream::encode({{{":exception-type", eventstream::Text{type}},
                                 {":message-type", eventstream::Text{"exception"}}},
                                R"({"message":"m"})"});
}

/// A piece of what the model's vendor would have said, as InvokeModelWithResponseStream wraps it.
QByteArray chunk(const QByteArray &json)
{
    return frame("chunk", "{\"bytes\":\"" + json.toBase64() + "\",\"p\":\"abcdefgh\"}");
}

QByteArray converseWithoutMetadata()
{
    return frame("messageStart", R"({"p":"ab","role":"assistant"})")
           + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"Hi"}})")
           + frame("contentBlockStop", R"({"contentBlockIndex":0})")
           + frame("messageStop", R"({"stopReason":"end_turn"})");
}

QByteArray converse()
{
    return converseWithoutMetadata()
           + frame("metadata",
                   R"({"metrics":{"latencyMs":9},"usage":{"inputTokens":11,"outputTokens":4,)"
                   R"("totalTokens":15,"cacheReadInputTokens":3,"cacheWriteInputTokens":2}})");
}

QByteArray claude(const QByteArray &metrics)
{
    return chunk(R"({"type":"message_start","message":{"id":"m","model":"c","usage":{)"
                 R"("input_tokens":25,"cache_read_input_tokens":8,"output_tokens":1}}})")
           + chunk(R"({"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}})")
           + chunk(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},)"
                   R"("usage":{"output_tokens":17}})")
           + chunk(R"({"type":"message_stop","amazon-bedrock-invocationMetrics":)" + metrics + "}");
}

QByteArray said(const QByteArray &body, const QList<qsizetype> &cuts = {}, bool complete = true)
{
    return answerText(readAnswer("bedrock", Fields, body, cuts, complete));
}

} // namespace

class AnswerFramesTest : public QObject
{
    Q_OBJECT

private slots:
    void readsFrames_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *what, const QByteArray &body, const char *text) {
            QTest::newRow(what) << body << QByteArray(text);
        };
        row("ConverseStream",
            converse(),
            "in=11 out=4 total=15 read=3 write=2 cache-beside id=5f2c finish=end_turn events=5 "
            "content end");
        row("no metadata",
            converseWithoutMetadata(),
            "id=5f2c finish=end_turn events=4 content end");
        row("Claude's chunks",
            claude(R"({"inputTokenCount":25,"outputTokenCount":17})"),
            "in=25 out=17 total=42 read=8 cache-beside id=5f2c finish=end_turn events=4 content "
            "end");
        row("only the output measured",
            claude(R"({"inputTokenCount":0,"outputTokenCount":12})"),
            "in=25 out=12 total=37 read=8 cache-beside id=5f2c finish=end_turn events=4 content "
            "end");
        row("another model's chunks",
            chunk(R"({"outputText":"Hi"})")
                + chunk(R"({"amazon-bedrock-invocationMetrics":{"inputTokenCount":5,)"
                        R"("outputTokenCount":9}})"),
            "in=5 out=9 total=14 cache-beside id=5f2c events=2 content end");
        row("OpenAI's chunks",
            chunk(R"({"model":"no","choices":[{"finish_reason":"stop"}],"usage":{)"
                  R"("prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})"),
            "in=1 out=2 total=3 id=5f2c finish=stop events=1 content");
        row("an opening frame alone",
            frame("messageStart", R"({"role":"assistant"})"),
            "id=5f2c events=1");
        row("an opening chunk alone", chunk(R"({"type":"message_start"})"), "id=5f2c events=1");
        row("a chunk that is no base64", frame("chunk", R"({"bytes":"!!"})"), "id=5f2c events=1");
        row("a chunk that is no JSON",
            chunk("x") + chunk(R"({"stop_reason":"stop"})"),
            "id=5f2c finish=stop events=2 content");
        row("an error within a chunk",
            chunk(R"({"type":"error","error":{"type":"overloaded_error"}})"),
            "id=5f2c finish=error overloaded=overloaded_error! events=1");
        row("a payload that is no JSON", frame("metadata", "x"), "id=5f2c events=1");
        row("nothing", "", "id=5f2c events=0");
    }

    void readsFrames()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, text);
        QCOMPARE(said(body), text);
        QList<qsizetype> everywhere;
        for (qsizetype cut = 1; cut < body.size(); ++cut) {
            QCOMPARE(said(body, {cut}), text);
            everywhere.append(cut);
        }
        QCOMPARE(said(body, everywhere), text);
    }

    void stopsAtAnException_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("kind");
        QTest::newRow("throttling") << QByteArray("throttlingException") << QByteArray("rate");
        QTest::newRow("stream error")
            << QByteArray("modelStreamErrorException") << QByteArray("server");
        QTest::newRow("internal") << QByteArray("internalServerException") << QByteArray("server");
        QTest::newRow("timeout") << QByteArray("modelTimeoutException") << QByteArray("server");
        QTest::newRow("unavailable")
            << QByteArray("serviceUnavailableException") << QByteArray("overloaded");
        QTest::newRow("validation") << QByteArray("validationException") << QByteArray("client");
        QTest::newRow("unknown") << QByteArray("oddException") << QByteArray("other");
    }

    void stopsAtAnException()
    {
        QFETCH(const QByteArray, type);
        QFETCH(const QByteArray, kind);
        const QByteArray first = chunk(R"({"type":"message_start","message":{"usage":{)"
                                       R"("input_tokens":25,"output_tokens":1}}})");
        QCOMPARE(said(first + exceptionFrame(type) + converse()),
                 QByteArray("in=25 out=1 total=26 cache-beside id=5f2c " + kind + '=' + type
                            + "! events=2"));
    }

    void readsAnErrorFrame()
    {
        const QByteArray error =
            eventstream::encode({{{":error-code", eventstream::Text{"internalServerException"}},
                                  {":message-type", eventstream::Text{"error"}}},
                                 {}});
        QCOMPARE(said(error), QByteArray("id=5f2c server=internalServerException! events=1"));
    }

    void givesUpOnFaultyFrames_data()
    {
        QTest::addColumn<qsizetype>("at");
        QTest::newRow("prelude") << qsizetype(9);
        QTest::newRow("payload") << qsizetype(110);
    }

    void givesUpOnFaultyFrames()
    {
        QFETCH(const qsizetype, at);
        const QByteArray good = frame("messageStop", R"({"stopReason":"end_turn"})");
        QByteArray bad =
            frame("metadata", R"({"metrics":{"latencyMs":9},"usage":{"inputTokens":1}})");
        bad[at] = char(bad[at] ^ 1);
        QCOMPARE(said(good + bad + converse()),
                 QByteArray("id=5f2c finish=end_turn events=1 end unreadable"));
    }

    void keepsWhatAStreamSaidThatBreaksOff()
    {
        const QByteArray body = converse();
        for (qsizetype size = 1; size < body.size(); ++size) {
            const usage::Answer answer = readAnswer("bedrock", Fields, body.left(size), {}, false);
            QVERIFY(!answer.isUnreadable);
            QCOMPARE(answer.usage.input.tokens, 0); // it comes last
            QCOMPARE(answer.isTerminated, !answer.finishReason.isEmpty());
        }
        QVERIFY(said(body.chopped(1)).endsWith(" unreadable")); // a frame that lacks its end
    }

    void readsFramesAndEventsOfAnyVendor()
    {
        QCOMPARE(answerText(readAnswer("bedrock",
                                       "Content-Type: text/event-stream\r\n",
                                       fixture("compatible-chat.sse"))),
                 QByteArray("in=120 out=34 total=154 finish=stop events=3 content end"));
        QCOMPARE(readAnswer("openai", Fields, converse()).events, 5);
    }
};

QTEST_APPLESS_MAIN(AnswerFramesTest)
#include "tst_answer_frames.moc"
