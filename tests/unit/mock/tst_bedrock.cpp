// SPDX-License-Identifier: MIT
#include "engine/eventstream/decoder.h"
#include "tests/support/mock_requests.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

const QByteArray Claude = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/";

QByteArray converseBody(const QByteArray &more = {})
{
    return R"({"messages":[{"role":"user","content":[{"text":"call get_weather"}]}])" + more + '}';
}

struct Event
{
    QByteArray type;
    QJsonValue payload;
};

/// The events of a stream; empty if it is not one.
std::vector<Event> events(const QByteArray &target, const QByteArray &body)
{
    eventstream::Decoder decoder;
    decoder.feed(answer(post(target, body), AtOnce).body());
    std::vector<Event> all;
    auto message = decoder.next();
    for (; message && *message; message = decoder.next()) {
        if ((*message)->text(":message-type") != QByteArrayView("event"))
            return {};
        all.push_back(
            {(*message)->text(":event-type")->toByteArray(), parsed((*message)->payload)});
    }
    return message && !decoder.insideMessage() ? all : std::vector<Event>();
}

/// The model's own events inside the chunks of InvokeModelWithResponseStream.
std::vector<QJsonValue> chunks(const QByteArray &target, const QByteArray &body)
{
    std::vector<QJsonValue> all;
    for (const Event &event : events(target, body))
        all.push_back(
            parsed(QByteArray::fromBase64(event.payload["bytes"_L1].toString().toLatin1())));
    return all;
}

} // namespace

class BedrockTest : public QObject
{
    Q_OBJECT

private slots:
    void converses()
    {
        const QJsonValue body = ask(Claude + "converse", converseBody());
        QCOMPARE(body["stopReason"_L1], QJsonValue(u"end_turn"_s));
        const QJsonValue message = body["output"_L1]["message"_L1];
        QVERIFY(message["content"_L1][0]["text"_L1].toString().contains(u"call get_weather"_s));
        QCOMPARE(body["usage"_L1]["inputTokens"_L1], QJsonValue(4)); // 16 bytes
        QCOMPARE(body["usage"_L1]["totalTokens"_L1].toInt(),
                 4 + body["usage"_L1]["outputTokens"_L1].toInt());
    }

    void streamsTheSameConversation_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addRow("text") << QByteArray();
        QTest::addRow("thinking") << QByteArray(
            R"(,"additionalModelRequestFields":{"thinking":{"type":"enabled"}})");
        QTest::addRow("cut off") << QByteArray(R"(,"inferenceConfig":{"maxTokens":3})");
        QTest::addRow("cached") << QByteArray(
            R"(,"system":[{"text":"long"},{"cachePoint":{"type":"default"}}])");
        QTest::addRow("tool") << QByteArray(R"(,"toolConfig":{"tools":[{"toolSpec":{"name":
            "get_weather","inputSchema":{"json":{"properties":{"city":{"type":"string"}}}}}}]})");
    }

    void streamsTheSameConversation()
    {
        QFETCH(QByteArray, more);
        const QJsonValue whole = ask(Claude + "converse", converseBody(more));
        const QJsonArray content = whole["output"_L1]["message"_L1]["content"_L1].toArray();
        QByteArray text;
        QByteArray reasoning;
        QByteArray input;
        const std::vector<Event> stream = events(Claude + "converse-stream", converseBody(more));
        QVERIFY(stream.size() > 4);
        for (const Event &event : stream) {
            const QJsonValue delta = event.payload["delta"_L1];
            text += delta["text"_L1].toString().toUtf8();
            reasoning += delta["reasoningContent"_L1]["text"_L1].toString().toUtf8();
            input += delta["toolUse"_L1]["input"_L1].toString().toUtf8();
        }
        QCOMPARE(QString::fromUtf8(text), content.last()["text"_L1].toString());
        QCOMPARE(QString::fromUtf8(reasoning),
                 content.first()["reasoningContent"_L1]["reasoningText"_L1]["text"_L1].toString());
        if (content.last()["toolUse"_L1].isObject())
            QCOMPARE(parsed(input), content.last()["toolUse"_L1]["input"_L1]);
        QCOMPARE(stream.front().type, QByteArray("messageStart"));
        QCOMPARE(stream.at(stream.size() - 2).type, QByteArray("messageStop"));
        QCOMPARE(stream.at(stream.size() - 2).payload["stopReason"_L1], whole["stopReason"_L1]);
        QCOMPARE(stream.back().type, QByteArray("metadata"));
        QCOMPARE(stream.back().payload["usage"_L1], whole["usage"_L1]);
    }

    void invokesAnthropicModels()
    {
        const QByteArray body = R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":99,
            "messages":[{"role":"user","content":"hello"}]})";
        const QJsonValue whole = ask(Claude + "invoke", body);
        QCOMPARE(whole["type"_L1], QJsonValue(u"message"_s));
        QCOMPARE(whole["model"_L1], QJsonValue(u"us.anthropic.claude-sonnet-4-5-20250929-v1:0"_s));

        QString text;
        const std::vector<QJsonValue> stream = chunks(Claude + "invoke-with-response-stream", body);
        for (const QJsonValue &chunk : stream)
            text += chunk["delta"_L1]["text"_L1].toString();
        QCOMPARE(QJsonValue(text), whole["content"_L1][0]["text"_L1]);
        QCOMPARE(stream.front()["type"_L1], QJsonValue(u"message_start"_s));
        QCOMPARE(stream.back()["type"_L1], QJsonValue(u"message_stop"_s));
        const QJsonValue metrics = stream.back()["amazon-bedrock-invocationMetrics"_L1];
        QCOMPARE(metrics["inputTokenCount"_L1], whole["usage"_L1]["input_tokens"_L1]);
        QCOMPARE(metrics["outputTokenCount"_L1], whole["usage"_L1]["output_tokens"_L1]);
    }

    void invokesOtherMakersModels_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QList<QString>>("path"); // to the text, outermost first
        QTest::addRow("titan") << QByteArray("amazon.titan-text-express-v1")
                               << QByteArray(R"({"inputText":"hi"})")
                               << QList<QString>{u"results"_s, u"outputText"_s};
        QTest::addRow("llama") << QByteArray("meta.llama3-8b-instruct-v1:0")
                               << QByteArray(R"({"prompt":"hi"})")
                               << QList<QString>{u"generation"_s};
        QTest::addRow("chat") << QByteArray("openai.gpt-oss-120b-1:0")
                              << QByteArray(R"({"messages":[{"role":"user","content":"hi"}]})")
                              << QList<QString>{u"choices"_s, u"message"_s, u"content"_s};
    }

    void invokesOtherMakersModels()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, body);
        QFETCH(QList<QString>, path);
        const Answer whole = answer(post("/model/" + model + "/invoke", body), AtOnce);
        QJsonValue found = parsed(whole.body());
        for (const QString &name : path) {
            found = found[name];
            found = found.isArray() ? found[0] : found;
        }
        QVERIFY(found.toString().contains(u"\"hi\""_s));
        const std::vector<QJsonValue> stream =
            chunks("/model/" + model + "/invoke-with-response-stream", body);
        QString text;
        for (const QJsonValue &chunk : stream)
            text += chunk["outputText"_L1].toString() + chunk["generation"_L1].toString()
                    + chunk["choices"_L1][0]["delta"_L1]["content"_L1].toString();
        QCOMPARE(text, found.toString());
        const QJsonValue metrics = stream.back()["amazon-bedrock-invocationMetrics"_L1];
        QCOMPARE(QByteArray::number(metrics["outputTokenCount"_L1].toInt()),
                 headerOf(whole, "x-amzn-bedrock-output-token-count"));
    }

    void embeds()
    {
        const QJsonValue body = ask("/model/amazon.titan-embed-text-v2:0/invoke",
                                    R"({"inputText":"abcd","dimensions":256})");
        QCOMPARE(body["embedding"_L1].toArray().size(), 256);
        QCOMPARE(body["inputTextTokenCount"_L1], QJsonValue(1));
    }

    void sendsTheVendorsHeaders()
    {
        const Answer stream = answer(post(Claude + "converse-stream", converseBody()), AtOnce);
        QVERIFY(stream.streamed);
        QCOMPARE(headerOf(stream, "content-type"),
                 QByteArray("application/vnd.amazon.eventstream"));
        QCOMPARE(headerOf(stream, "x-amzn-requestid").size(), 36);
    }

    void refusesWhatTheVendorRefuses_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        const QByteArray invalid = "ValidationException";
        const QByteArray unknown = "UnknownOperationException";
        QTest::addRow("no such operation") << Claude + "sing" << converseBody() << 404 << unknown;
        QTest::addRow("no model") << QByteArray("/model/converse") << converseBody() << 404
                                  << unknown;
        QTest::addRow("empty model")
            << QByteArray("/model//converse") << converseBody() << 404 << unknown;
        QTest::addRow("not JSON") << Claude + "converse" << QByteArray("{") << 400 << invalid;
        QTest::addRow("no messages") << Claude + "converse" << QByteArray("{}") << 400 << invalid;
        QTest::addRow("unknown maker")
            << QByteArray("/model/acme.brain/invoke") << QByteArray("{}") << 400 << invalid;
    }

    void refusesWhatTheVendorRefuses()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        const Answer refusal = answer(post(target, body), AtOnce);
        QTEST(refusal.status, "status");
        QTEST(headerOf(refusal, "x-amzn-errortype"), "type");
        QVERIFY(refusal.status == 404 || parsed(refusal.body())["message"_L1].isString());
    }
};
QTEST_APPLESS_MAIN(BedrockTest)
#include "tst_bedrock.moc"
