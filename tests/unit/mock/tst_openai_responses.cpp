// SPDX-License-Identifier: MIT
#include "tests/support/mock_requests.h"

#include <QTest>

using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

const QByteArray Responses = "/v1/responses";

QByteArray bodyWith(const QByteArray &more = {}, const QByteArray &model = "gpt-4o")
{
    return R"({"model":")" + model + R"(","input":"call get_weather")" + more + '}';
}

struct Stream
{
    QByteArray text;
    QByteArray arguments;
    QJsonValue last;
    QList<QByteArray> names;
};

Stream streamOf(const QByteArray &body)
{
    Stream stream;
    int number = 0;
    for (const SseEvent &event : eventsOf(answer(post(Responses, body), AtOnce))) {
        stream.last = parsed(event.data);
        stream.names.append(event.name);
        if (stream.last["type"_L1].toString().toUtf8() != event.name
            || stream.last["sequence_number"_L1].toInt(-1) != number++)
            return {};
        const QByteArray delta = stream.last["delta"_L1].toString().toUtf8();
        if (event.name == "response.output_text.delta")
            stream.text += delta;
        if (event.name == "response.function_call_arguments.delta")
            stream.arguments += delta;
    }
    return stream;
}

/// What a stream and a single body have in common: all but the ids, which the body determines.
QJsonObject withoutIds(const QJsonValue &response)
{
    QJsonObject object = response.toObject();
    object.remove("id"_L1);
    QJsonArray output;
    const QJsonArray items = object["output"_L1].toArray();
    for (const QJsonValue value : items) {
        QJsonObject item = value.toObject();
        item.remove("id"_L1);
        item.remove("call_id"_L1);
        output.append(item);
    }
    object.insert("output"_L1, output);
    return object;
}

} // namespace

class OpenaiResponsesTest : public QObject
{
    Q_OBJECT

private slots:
    void answersStrings()
    {
        const QJsonValue body = ask(Responses, bodyWith());
        QCOMPARE(body["object"_L1], QJsonValue(u"response"_s));
        QCOMPARE(body["status"_L1], QJsonValue(u"completed"_s));
        const QJsonValue item = body["output"_L1][0];
        QCOMPARE(item["type"_L1], QJsonValue(u"message"_s));
        QVERIFY(item["content"_L1][0]["text"_L1].toString().contains(u"\"call get_weather\""_s));
        const QJsonValue usage = body["usage"_L1];
        QCOMPARE(usage["input_tokens"_L1], QJsonValue(4)); // 16 bytes
        QCOMPARE(usage["total_tokens"_L1].toInt(), 4 + usage["output_tokens"_L1].toInt());
    }

    void answersMessages()
    {
        const QJsonValue body =
            ask(Responses,
                R"({"model":"m","instructions":"1234","input":[{"role":"user","content":
                [{"type":"input_text","text":"abcd"}]}]})");
        QVERIFY(
            body["output"_L1][0]["content"_L1][0]["text"_L1].toString().contains(u"\"abcd\""_s));
        QCOMPARE(body["usage"_L1]["input_tokens"_L1], QJsonValue(2));
    }

    void streamsTheSameResponse_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QByteArray>("end");
        const QByteArray completed = "response.completed";
        QTest::addRow("text") << QByteArray("gpt-4o") << QByteArray() << completed;
        QTest::addRow("with reasoning") << QByteArray("o4-mini") << QByteArray() << completed;
        QTest::addRow("cut off") << QByteArray("gpt-4o") << QByteArray(R"(,"max_output_tokens":3)")
                                 << QByteArray("response.incomplete");
        QTest::addRow("tool") << QByteArray("gpt-5")
                              << QByteArray(R"(,"tools":[{"type":"function","name":"get_weather",
                                 "parameters":{"properties":{"city":{"type":"string"}}}}])")
                              << completed;
    }

    void streamsTheSameResponse()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, more);
        const QJsonValue whole = ask(Responses, bodyWith(more, model));
        const QJsonValue item = whole["output"_L1].toArray().last();
        const Stream stream = streamOf(bodyWith(more + R"(,"stream":true)", model));
        QCOMPARE(QString::fromUtf8(stream.text), item["content"_L1][0]["text"_L1].toString());
        QCOMPARE(QString::fromUtf8(stream.arguments), item["arguments"_L1].toString());
        QVERIFY(!stream.text.isEmpty() || !stream.arguments.isEmpty());
        QCOMPARE(withoutIds(stream.last["response"_L1]), withoutIds(whole));
        QCOMPARE(stream.names.first(), QByteArray("response.created"));
        QTEST(stream.names.last(), "end");
    }

    void saysWhyItIsIncomplete()
    {
        const QJsonValue body = ask(Responses, bodyWith(R"(,"max_output_tokens":3)"));
        QCOMPARE(body["status"_L1], QJsonValue(u"incomplete"_s));
        QCOMPARE(body["incomplete_details"_L1]["reason"_L1], QJsonValue(u"max_output_tokens"_s));
    }

    void putsReasoningInFrontOfTheMessage()
    {
        const QJsonValue body = ask(Responses, bodyWith({}, "o4-mini"));
        QCOMPARE(body["output"_L1][0]["type"_L1], QJsonValue(u"reasoning"_s));
        QCOMPARE(body["output"_L1][1]["type"_L1], QJsonValue(u"message"_s));
        QVERIFY(body["usage"_L1]["output_tokens_details"_L1]["reasoning_tokens"_L1].toInt() > 0);
    }
};
QTEST_APPLESS_MAIN(OpenaiResponsesTest)
#include "tst_openai_responses.moc"
