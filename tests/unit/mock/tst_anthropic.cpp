// SPDX-License-Identifier: MIT
#include "tests/support/mock_requests.h"

#include <QTest>

using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

const QByteArray Messages = "/v1/messages";

QByteArray bodyWith(const QByteArray &more = {})
{
    return R"({"model":"claude-sonnet-4-5","max_tokens":500,"messages":[{"role":"user",
        "content":[{"type":"text","text":"call get_weather"}]}])"
           + more + '}';
}

/// The message that an SDK makes of the stream.
struct Stream
{
    QByteArray text;
    QByteArray thinking;
    QByteArray arguments;
    QJsonValue started;
    QJsonValue stopped;
    QList<QByteArray> names;
};

Stream streamOf(const QByteArray &body)
{
    Stream stream;
    for (const SseEvent &event : eventsOf(answer(post(Messages, body), AtOnce))) {
        const QJsonValue data = parsed(event.data);
        if (data["type"_L1].toString().toUtf8() != event.name)
            return {};
        stream.names.append(event.name);
        stream.text += data["delta"_L1]["text"_L1].toString().toUtf8();
        stream.thinking += data["delta"_L1]["thinking"_L1].toString().toUtf8();
        stream.arguments += data["delta"_L1]["partial_json"_L1].toString().toUtf8();
        if (event.name == "message_start")
            stream.started = data["message"_L1];
        if (event.name == "message_delta")
            stream.stopped = data;
    }
    return stream;
}

} // namespace

class AnthropicTest : public QObject
{
    Q_OBJECT

private slots:
    void answersMessages()
    {
        const QJsonValue body = ask(Messages, bodyWith());
        QCOMPARE(body["type"_L1], QJsonValue(u"message"_s));
        QCOMPARE(body["model"_L1], QJsonValue(u"claude-sonnet-4-5"_s));
        QCOMPARE(body["stop_reason"_L1], QJsonValue(u"end_turn"_s));
        QVERIFY(body["content"_L1][0]["text"_L1].toString().contains(u"\"call get_weather\""_s));
        QCOMPARE(body["usage"_L1]["input_tokens"_L1], QJsonValue(4)); // 16 bytes
        QVERIFY(body["usage"_L1]["output_tokens"_L1].toInt() > 10);
    }

    void streamsTheSameMessage_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addRow("text") << QByteArray();
        QTest::addRow("thinking") << QByteArray(
            R"(,"thinking":{"type":"enabled","budget_tokens":100})");
        QTest::addRow("tool") << QByteArray(R"(,"tools":[{"name":"get_weather","input_schema":
            {"type":"object","properties":{"city":{"type":"string"}}}}])");
        QTest::addRow("cut off") << QByteArray(R"(,"max_tokens":3)");
        QTest::addRow("cached") << QByteArray(
            R"(,"system":[{"type":"text","text":"long text, long text, long text",
                "cache_control":{"type":"ephemeral"}}])");
    }

    void streamsTheSameMessage()
    {
        QFETCH(QByteArray, more);
        const QJsonValue whole = ask(Messages, bodyWith(more));
        const QJsonArray content = whole["content"_L1].toArray();
        const Stream stream = streamOf(bodyWith(more + R"(,"stream":true)"));
        QCOMPARE(QString::fromUtf8(stream.text), content.last()["text"_L1].toString());
        QCOMPARE(QString::fromUtf8(stream.thinking), content.first()["thinking"_L1].toString());
        if (content.last()["input"_L1].isObject())
            QCOMPARE(parsed(stream.arguments), content.last()["input"_L1]);
        QCOMPARE(stream.stopped["delta"_L1]["stop_reason"_L1], whole["stop_reason"_L1]);
        for (const QLatin1String count :
             {"input_tokens"_L1, "cache_creation_input_tokens"_L1, "cache_read_input_tokens"_L1}) {
            QCOMPARE(stream.started["usage"_L1][count], whole["usage"_L1][count]);
            QCOMPARE(stream.stopped["usage"_L1][count], whole["usage"_L1][count]);
        }
        QCOMPARE(stream.stopped["usage"_L1]["output_tokens"_L1],
                 whole["usage"_L1]["output_tokens"_L1]);
        QCOMPARE(stream.names.first(), QByteArray("message_start"));
        QCOMPARE(stream.names.last(), QByteArray("message_stop"));
        QVERIFY(stream.names.contains("ping"));
    }

    void thinksInFrontOfTheText()
    {
        const QJsonValue body = ask(Messages, bodyWith(R"(,"thinking":{"type":"adaptive"})"));
        QCOMPARE(body["content"_L1][0]["type"_L1], QJsonValue(u"thinking"_s));
        QVERIFY(!body["content"_L1][0]["signature"_L1].toString().isEmpty());
        QCOMPARE(body["content"_L1][1]["type"_L1], QJsonValue(u"text"_s));
    }

    void callsTools()
    {
        const QJsonValue body =
            ask(Messages, bodyWith(R"(,"tools":[{"name":"get_weather","input_schema":
            {"type":"object","properties":{"city":{"type":"string"}}}}])"));
        QCOMPARE(body["stop_reason"_L1], QJsonValue(u"tool_use"_s));
        QCOMPARE(body["content"_L1][0]["name"_L1], QJsonValue(u"get_weather"_s));
        QCOMPARE(body["content"_L1][0]["input"_L1]["city"_L1], QJsonValue(u"call get_weather"_s));
    }

    void countsCachedTokensApart()
    {
        const QByteArray text(384, 'x');
        const QByteArray system = R"(,"system":[{"cache_control":{"type":"ephemeral"},"text":)"
                                  + QByteArray('"' + text + '"') + "}]";
        const QJsonValue usage = ask(Messages, bodyWith(system))["usage"_L1];
        QCOMPARE(usage["cache_read_input_tokens"_L1], QJsonValue(50)); // of 400 bytes
        QCOMPARE(usage["cache_creation_input_tokens"_L1], QJsonValue(25));
        QCOMPARE(usage["input_tokens"_L1], QJsonValue(25));
    }

    void countsTokens()
    {
        const QJsonValue body =
            ask("/v1/messages/count_tokens",
                R"({"model":"m","messages":[{"role":"user","content":"abcdefgh"}]})");
        QCOMPARE(body, parsed(R"({"input_tokens":2})"));
    }

    void listsModelsWhereTheVersionIsNamed()
    {
        const Request request{"GET", "/v1/models", {{"Anthropic-Version", "2023-06-01"}}, {}, {}};
        const QJsonValue body = parsed(answer(request, AtOnce).body());
        QCOMPARE(body["data"_L1][0]["type"_L1], QJsonValue(u"model"_s));
        QCOMPARE(body["has_more"_L1], QJsonValue(false));
    }

    void sendsTheVendorsHeaders()
    {
        const Answer whole = answer(post(Messages, bodyWith()), AtOnce);
        QVERIFY(headerOf(whole, "request-id").startsWith("req_"));
        QCOMPARE(headerOf(whole, "anthropic-ratelimit-requests-remaining"), QByteArray("3999"));
        QCOMPARE(headerOf(whole, "anthropic-ratelimit-requests-reset"),
                 QByteArray("2023-11-14T22:13:21Z"));
    }

    void refusesWhatTheVendorRefuses_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("type");
        const QString invalid = u"invalid_request_error"_s;
        QTest::addRow("no such path")
            << QByteArray("/v1/messages/x") << bodyWith() << 404 << u"not_found_error"_s;
        QTest::addRow("not JSON") << Messages << QByteArray("[]") << 400 << invalid;
        QTest::addRow("no model") << Messages << QByteArray("{}") << 400 << invalid;
        QTest::addRow("no max_tokens")
            << Messages << QByteArray(R"({"model":"m","messages":[]})") << 400 << invalid;
    }

    void refusesWhatTheVendorRefuses()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        const Answer refusal = answer(post(target, body), AtOnce);
        QTEST(refusal.status, "status");
        const QJsonValue error = parsed(refusal.body());
        QCOMPARE(error["type"_L1], QJsonValue(u"error"_s));
        QTEST(error["error"_L1]["type"_L1].toString(), "type");
        QCOMPARE(error["request_id"_L1].toString().toUtf8(), headerOf(refusal, "request-id"));
    }
};
QTEST_APPLESS_MAIN(AnthropicTest)
#include "tst_anthropic.moc"
