// SPDX-License-Identifier: MIT
#include "tests/support/mock_requests.h"

#include <QTest>

using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

const QByteArray Flash = "/v1beta/models/gemini-2.5-flash:";

QByteArray bodyWith(const QByteArray &more = {})
{
    return R"({"contents":[{"role":"user","parts":[{"text":"call get_weather"}]}])" + more + '}';
}

QJsonArray partsOf(const QJsonValue &response)
{
    return response["candidates"_L1][0]["content"_L1]["parts"_L1].toArray();
}

/// The text of the parts that are thoughts, or of those that are not.
QString textIn(const QJsonArray &responses, bool thoughts)
{
    QString text;
    for (const QJsonValue response : responses) {
        const QJsonArray parts = partsOf(response);
        for (const QJsonValue part : parts) {
            if (part["thought"_L1].toBool() == thoughts)
                text += part["text"_L1].toString();
        }
    }
    return text;
}

QJsonArray streamed(const QByteArray &body)
{
    QJsonArray responses;
    for (const SseEvent &event :
         eventsOf(answer(post(Flash + "streamGenerateContent?alt=sse", body), AtOnce)))
        responses.append(parsed(event.data));
    return responses;
}

} // namespace

class GeminiTest : public QObject
{
    Q_OBJECT

private slots:
    void generates()
    {
        const QJsonValue body = ask(Flash + "generateContent", bodyWith());
        QCOMPARE(body["modelVersion"_L1], QJsonValue(u"gemini-2.5-flash"_s));
        QCOMPARE(body["candidates"_L1][0]["finishReason"_L1], QJsonValue(u"STOP"_s));
        QVERIFY(textIn({body}, false).contains(u"\"call get_weather\""_s));
        const QJsonValue usage = body["usageMetadata"_L1];
        QCOMPARE(usage["promptTokenCount"_L1], QJsonValue(4)); // 16 bytes
        QVERIFY(usage["thoughtsTokenCount"_L1].toInt() > 0);
        QCOMPARE(usage["totalTokenCount"_L1].toInt(),
                 4 + usage["candidatesTokenCount"_L1].toInt()
                     + usage["thoughtsTokenCount"_L1].toInt());
    }

    void streamsTheSameAnswer_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addRow("text") << QByteArray();
        QTest::addRow("with its thoughts")
            << QByteArray(R"(,"generationConfig":{"thinkingConfig":{"includeThoughts":true}})");
        QTest::addRow("without thinking")
            << QByteArray(R"(,"generationConfig":{"thinkingConfig":{"thinkingBudget":0}})");
        QTest::addRow("cut off") << QByteArray(R"(,"generationConfig":{"maxOutputTokens":15})");
        QTest::addRow("tool") << QByteArray(R"(,"tools":[{"functionDeclarations":[{
            "name":"get_weather","parameters":{"properties":{"city":{"type":"STRING"}}}}]}])");
    }

    void streamsTheSameAnswer()
    {
        QFETCH(QByteArray, more);
        const QJsonValue whole = ask(Flash + "generateContent", bodyWith(more));
        const QJsonArray stream = streamed(bodyWith(more));
        QCOMPARE(textIn(stream, false), textIn({whole}, false));
        QCOMPARE(textIn(stream, true), textIn({whole}, true));
        const QJsonValue last = stream.last();
        QCOMPARE(last["usageMetadata"_L1], whole["usageMetadata"_L1]);
        QCOMPARE(last["candidates"_L1][0]["finishReason"_L1],
                 whole["candidates"_L1][0]["finishReason"_L1]);
        QCOMPARE(stream.first()["responseId"_L1], last["responseId"_L1]);
    }

    void streamsAJsonArrayWithoutAltSse()
    {
        const Answer stream = answer(post(Flash + "streamGenerateContent", bodyWith()), AtOnce);
        QVERIFY(stream.streamed);
        QVERIFY(stream.pieces.size() > 10);
        const QJsonArray responses = parsed(stream.body()).toArray();
        QCOMPARE(textIn(responses, false), textIn(streamed(bodyWith()), false));
        QCOMPARE(headerOf(stream, "content-type"), QByteArray("application/json; charset=UTF-8"));
    }

    void callsFunctions_data()
    {
        QTest::addColumn<QByteArray>("schemaName");
        QTest::addRow("schema of its own") << QByteArray("parameters");
        QTest::addRow("JSON schema") << QByteArray("parametersJsonSchema");
        QTest::addRow("JSON schema in snake case") << QByteArray("parameters_json_schema");
    }

    void callsFunctions()
    {
        QFETCH(QByteArray, schemaName);
        const QByteArray tools = R"(,"tools":[{"functionDeclarations":[{"name":"get_weather",)"
                                 + QByteArray('"' + schemaName + '"')
                                 + R"(:{"properties":{"city":{"type":"STRING"}}}}]}])";
        const QJsonValue body = ask("/v1/models/gemini-2.0-flash:generateContent", bodyWith(tools));
        const QJsonValue call = partsOf(body)[0]["functionCall"_L1];
        QCOMPARE(call["name"_L1], QJsonValue(u"get_weather"_s));
        QCOMPARE(call["args"_L1]["city"_L1], QJsonValue(u"call get_weather"_s));
        QVERIFY(body["usageMetadata"_L1]["thoughtsTokenCount"_L1].isUndefined());
    }

    void readsModelNamesAsTheyAreWritten_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("model");
        QTest::addRow("v1") << QByteArray("/v1/models/a:generateContent") << u"a"_s;
        QTest::addRow("v1alpha") << QByteArray("/v1alpha/models/a:generateContent?key=k") << u"a"_s;
        QTest::addRow("tuned") << QByteArray("/v1beta/tunedModels/b:generateContent") << u"b"_s;
        QTest::addRow("escaped") << QByteArray("/v1beta/models/a%2Bb:generateContent") << u"a+b"_s;
    }

    void readsModelNamesAsTheyAreWritten()
    {
        QFETCH(QByteArray, target);
        QTEST(ask(target, bodyWith())["modelVersion"_L1].toString(), "model");
    }

    void countsTokens()
    {
        const QByteArray inner = bodyWith();
        QCOMPARE(ask(Flash + "countTokens", inner)["totalTokens"_L1], QJsonValue(4));
        QCOMPARE(ask(Flash + "countTokens",
                     "{\"generateContentRequest\":" + inner + '}')["totalTokens"_L1],
                 QJsonValue(4));
    }

    void embeds()
    {
        const QByteArray one = R"({"content":{"parts":[{"text":"a"}]},"outputDimensionality":3})";
        QCOMPARE(ask(Flash + "embedContent", one)["embedding"_L1]["values"_L1].toArray().size(), 3);
        const QJsonValue batch =
            ask(Flash + "batchEmbedContents", "{\"requests\":[" + one + ',' + one + "]}");
        QCOMPARE(batch["embeddings"_L1].toArray().size(), 2);
    }

    void listsModels_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("header");
        QTest::addRow("by version") << QByteArray("/v1beta/models") << QByteArray("x-other");
        QTest::addRow("by key header") << QByteArray("/v1/models") << QByteArray("x-goog-api-key");
        QTest::addRow("by key query") << QByteArray("/v1/models?key=k") << QByteArray("x-other");
    }

    void listsModels()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, header);
        const Request request{"GET", target, {{header, "k"}}, {}, {}};
        const QJsonValue body = parsed(answer(request, AtOnce).body());
        QCOMPARE(body["models"_L1][0]["name"_L1], QJsonValue(u"models/gemini-2.5-pro"_s));
    }

    void refusesWhatTheVendorRefuses_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("name");
        QTest::addRow("no such verb") << Flash + "sing" << bodyWith() << 404 << u"NOT_FOUND"_s;
        QTest::addRow("no such path")
            << QByteArray("/v1beta/cats") << bodyWith() << 404 << u"NOT_FOUND"_s;
        QTest::addRow("no path at all")
            << QByteArray("/v1beta/") << bodyWith() << 404 << u"NOT_FOUND"_s;
        QTest::addRow("not JSON") << Flash + "generateContent" << QByteArray("x") << 400
                                  << u"INVALID_ARGUMENT"_s;
    }

    void refusesWhatTheVendorRefuses()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        const Answer refusal = answer(post(target, body), AtOnce);
        QTEST(refusal.status, "status");
        const QJsonValue error = parsed(refusal.body())["error"_L1];
        QCOMPARE(error["code"_L1].toInt(), refusal.status);
        QTEST(error["status"_L1].toString(), "name");
    }
};
QTEST_APPLESS_MAIN(GeminiTest)
#include "tst_gemini.moc"
