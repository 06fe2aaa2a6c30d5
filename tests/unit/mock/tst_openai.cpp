// SPDX-License-Identifier: MIT
#include "tests/support/mock_requests.h"

#include <QTest>

using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

const QByteArray Chat = "/v1/chat/completions";

QByteArray chatBody(const QByteArray &more = {}, const QByteArray &model = "gpt-4o")
{
    return R"({"model":")" + model + R"(","messages":[{"role":"user","content":)"
           + "\"call get_weather \\\"now\\\"\"}]" + more + '}';
}

const QByteArray Tool = R"(,"tools":[{"type":"function","function":{"name":"get_weather",
    "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}])";

struct Stream
{
    QByteArray text;
    QByteArray arguments;
    QString finish;
    std::vector<QJsonValue> chunks;
    QByteArray last;
};

Stream streamOf(const QByteArray &target, const QByteArray &body)
{
    Stream stream;
    for (const SseEvent &event : eventsOf(answer(post(target, body), AtOnce))) {
        stream.last = event.data;
        if (event.data == "[DONE]")
            break;
        const QJsonValue chunk = parsed(event.data);
        stream.chunks.push_back(chunk);
        const QJsonValue choice = chunk["choices"_L1][0];
        const QJsonValue call = choice["delta"_L1]["tool_calls"_L1][0]["function"_L1];
        stream.text += choice["delta"_L1]["content"_L1].toString().toUtf8();
        stream.text += choice["text"_L1].toString().toUtf8();
        stream.arguments += call["arguments"_L1].toString().toUtf8();
        if (choice["finish_reason"_L1].isString())
            stream.finish = choice["finish_reason"_L1].toString();
    }
    return stream;
}

} // namespace

class OpenaiTest : public QObject
{
    Q_OBJECT

private slots:
    void answersChatCompletions()
    {
        const QJsonValue body = ask(Chat, chatBody());
        QCOMPARE(body["object"_L1], QJsonValue(u"chat.completion"_s));
        QCOMPARE(body["model"_L1], QJsonValue(u"gpt-4o"_s));
        QCOMPARE(body["created"_L1], QJsonValue(1'700'000'000));
        QVERIFY(body["id"_L1].toString().startsWith(u"chatcmpl-"_s));
        const QJsonValue choice = body["choices"_L1][0];
        QVERIFY(choice["message"_L1]["content"_L1].toString().contains(u"get_weather \"now\""_s));
        QCOMPARE(choice["finish_reason"_L1], QJsonValue(u"stop"_s));
        const QJsonValue usage = body["usage"_L1];
        QCOMPARE(usage["prompt_tokens"_L1], QJsonValue(6)); // 22 bytes
        QCOMPARE(usage["total_tokens"_L1].toInt(),
                 usage["prompt_tokens"_L1].toInt() + usage["completion_tokens"_L1].toInt());
    }

    void streamsTheSameTextAndUsage_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("more");
        QTest::addRow("chat") << Chat << QByteArray();
        QTest::addRow("chat that thinks") << Chat << QByteArray(R"(,"reasoning_effort":"low")");
        QTest::addRow("chat that is cut off") << Chat << QByteArray(R"(,"max_tokens":3)");
        QTest::addRow("legacy") << QByteArray("/v1/completions")
                                << QByteArray(R"(,"prompt":"a b")");
        QTest::addRow("compatible API of Gemini")
            << QByteArray("/v1beta/openai/chat/completions") << QByteArray();
    }

    void streamsTheSameTextAndUsage()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, more);
        const QJsonValue whole = ask(target, chatBody(more));
        const QJsonValue choice = whole["choices"_L1][0];
        const Stream stream = streamOf(
            target, chatBody(more + R"(,"stream":true,"stream_options":{"include_usage":true})"));
        const QString text =
            choice["message"_L1]["content"_L1].toString() + choice["text"_L1].toString();
        QVERIFY(!text.isEmpty());
        QCOMPARE(QString::fromUtf8(stream.text), text);
        QCOMPARE(QJsonValue(stream.finish), choice["finish_reason"_L1]);
        QCOMPARE(stream.chunks.back()["usage"_L1], whole["usage"_L1]);
        QCOMPARE(stream.chunks.back()["choices"_L1].toArray().size(), 0);
        QVERIFY(stream.chunks.front()["usage"_L1].isNull());
        QCOMPARE(stream.last, QByteArray("[DONE]"));
    }

    void leavesUsageOutOfAStreamUnlessAskedFor()
    {
        const Stream stream = streamOf(Chat, chatBody(R"(,"stream":true)"));
        for (const QJsonValue &chunk : stream.chunks)
            QVERIFY(chunk["usage"_L1].isUndefined());
        QCOMPARE(stream.last, QByteArray("[DONE]"));
    }

    void callsTools()
    {
        const QJsonValue choice = ask(Chat, chatBody(Tool))["choices"_L1][0];
        QCOMPARE(choice["finish_reason"_L1], QJsonValue(u"tool_calls"_s));
        QVERIFY(choice["message"_L1]["content"_L1].isNull());
        const QJsonValue call = choice["message"_L1]["tool_calls"_L1][0];
        QCOMPARE(call["type"_L1], QJsonValue(u"function"_s));
        QCOMPARE(call["function"_L1]["name"_L1], QJsonValue(u"get_weather"_s));

        const Stream stream = streamOf(Chat, chatBody(Tool + R"(,"stream":true)"));
        QCOMPARE(stream.finish, u"tool_calls"_s);
        QCOMPARE(QString::fromUtf8(stream.arguments),
                 call["function"_L1]["arguments"_L1].toString());
        QVERIFY(parsed(stream.arguments)["city"_L1].isString());
    }

    void countsReasoning_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<bool>("thinks");
        QTest::addRow("o4-mini") << QByteArray("o4-mini") << true;
        QTest::addRow("gpt-5") << QByteArray("gpt-5-mini") << true;
        QTest::addRow("gpt-4o") << QByteArray("gpt-4o") << false;
        QTest::addRow("another with o") << QByteArray("omni") << false;
    }

    void countsReasoning()
    {
        QFETCH(QByteArray, model);
        const QJsonValue usage = ask(Chat, chatBody({}, model))["usage"_L1];
        const int reasoning = usage["completion_tokens_details"_L1]["reasoning_tokens"_L1].toInt();
        QTEST(reasoning > 0, "thinks");
        QVERIFY(usage["completion_tokens"_L1].toInt() > reasoning);
    }

    void embeds()
    {
        const QJsonValue body =
            ask("/v1/embeddings", R"({"model":"text-embedding-3-small","input":["a","b"]})");
        QCOMPARE(body["data"_L1].toArray().size(), 2);
        QCOMPARE(body["data"_L1][1]["index"_L1], QJsonValue(1));
        const QJsonArray vector = body["data"_L1][0]["embedding"_L1].toArray();
        QCOMPARE(vector.size(), 1536);
        double squares = 0;
        for (const QJsonValue value : vector)
            squares += value.toDouble() * value.toDouble();
        QVERIFY(qAbs(squares - 1) < 1e-5);
        QCOMPARE(body["usage"_L1]["total_tokens"_L1], QJsonValue(2));
    }

    void embedsInBase64()
    {
        const QJsonValue body =
            ask("/v1/embeddings",
                R"({"model":"m","input":[1,2,3],"encoding_format":"base64","dimensions":2})");
        QCOMPARE(body["data"_L1].toArray().size(), 1);
        const QByteArray bytes =
            QByteArray::fromBase64(body["data"_L1][0]["embedding"_L1].toString().toLatin1());
        QCOMPARE(bytes.size(), 8);
        QCOMPARE(body["usage"_L1]["prompt_tokens"_L1], QJsonValue(3));
    }

    void listsModels()
    {
        Request request{"GET", "/v1/models", {}, {}, {}};
        QCOMPARE(parsed(answer(request, AtOnce).body())["object"_L1], QJsonValue(u"list"_s));
        request.target = "/v1/models/ft%3Agpt-4o";
        QCOMPARE(parsed(answer(request, AtOnce).body())["id"_L1], QJsonValue(u"ft:gpt-4o"_s));
    }

    void sendsTheVendorsHeaders()
    {
        const Answer whole = answer(post(Chat, chatBody()), AtOnce);
        QCOMPARE(headerOf(whole, "content-type"), QByteArray("application/json"));
        QVERIFY(headerOf(whole, "x-request-id").startsWith("req_"));
        QVERIFY(!headerOf(whole, "x-ratelimit-remaining-tokens").isEmpty());
        const Answer stream = answer(post(Chat, chatBody(R"(,"stream":true)")), AtOnce);
        QVERIFY(stream.streamed);
        QCOMPARE(headerOf(stream, "content-type"), QByteArray("text/event-stream; charset=utf-8"));
    }

    void refusesWhatTheVendorRefuses_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addRow("no such path") << QByteArray("/v1/nothing") << chatBody() << 404;
        QTest::addRow("not JSON") << Chat << QByteArray("{") << 400;
        QTest::addRow("no body") << Chat << QByteArray() << 400;
        QTest::addRow("no model") << Chat << QByteArray(R"({"messages":[]})") << 400;
        QTest::addRow("no messages") << Chat << QByteArray(R"({"model":"m"})") << 400;
    }

    void refusesWhatTheVendorRefuses()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        const Answer refusal = answer(post(target, body), AtOnce);
        QTEST(refusal.status, "status");
        const QJsonValue error = parsed(refusal.body())["error"_L1];
        QCOMPARE(error["type"_L1], QJsonValue(u"invalid_request_error"_s));
        QVERIFY(!error["message"_L1].toString().isEmpty());
        QVERIFY(error["param"_L1].isNull());
    }
};
QTEST_APPLESS_MAIN(OpenaiTest)
#include "tst_openai.moc"
