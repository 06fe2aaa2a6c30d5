// SPDX-License-Identifier: MIT
#include "engine/mock/conversation.h"
#include "tests/support/mock_requests.h"

#include <QTest>

using namespace llmproxy::mock;

namespace {

QByteArray saidTo(const QByteArray &prompt)
{
    Conversation conversation;
    conversation.asked = prompt;
    return joined(complete(conversation, {}).text);
}

Conversation withTool(const QByteArray &asked)
{
    Conversation conversation;
    conversation.asked = asked;
    const QJsonObject schema = parsed(R"({"type":"object","properties":{
        "city":{"type":"string"},"unit":{"type":"string","enum":["C","F"]},
        "days":{"type":"integer","minimum":3},"hourly":{"type":"BOOLEAN"},
        "tags":{"type":"array"},"at":{"type":"OBJECT","properties":{"lat":{"type":"number"}}}}})")
                                   .toObject();
    conversation.addTool(QStringLiteral("get_weather"), schema);
    return conversation;
}

} // namespace

class ConversationTest : public QObject
{
    Q_OBJECT

private slots:
    void quotesThePromptsBeginning()
    {
        QVERIFY(saidTo("Hello \n there").startsWith("You said \"Hello there\"."));
        const QByteArray text = saidTo(QByteArray("word ").repeated(40));
        QVERIFY(text.startsWith(
            QByteArray("You said \"" + QByteArray("word ").repeated(11) + "word…\".")));
    }

    void cutsQuotesBetweenCharacters()
    {
        // 59 characters, then one that takes two UTF-16 units, across the limit of 60.
        const QByteArray text = saidTo(QByteArray(59, 'x') + "😀😀");
        QVERIFY(text.contains(QByteArray(QByteArray(59, 'x') + "…")));
    }

    void givesTheWantedNumberOfTokens_data()
    {
        QTest::addColumn<int>("wanted");
        QTest::addRow("none") << 0;
        QTest::addRow("one") << 1;
        QTest::addRow("more than the sentence has") << 100;
    }

    void givesTheWantedNumberOfTokens()
    {
        QFETCH(int, wanted);
        const Completion completion = complete({}, wanted);
        QCOMPARE(completion.outputTokens(), wanted);
        QVERIFY(!completion.cutOff);
        QCOMPARE(joined(completion.text).count(' ') + (wanted > 0 ? 1 : 0), wanted);
    }

    void endsAtTheRequestsLimit_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<bool>("cutOff");
        QTest::addRow("one too few") << 9 << true;
        QTest::addRow("exactly enough") << 10 << false;
    }

    void endsAtTheRequestsLimit()
    {
        QFETCH(int, limit);
        Conversation conversation;
        conversation.maxTokens = limit;
        const Completion completion = complete(conversation, 10);
        QCOMPARE(completion.outputTokens(), limit);
        QTEST(completion.cutOff, "cutOff");
    }

    void callsAToolThatIsNamed()
    {
        const Completion completion = complete(withTool("please get_weather in Rome"), {});
        QVERIFY(completion.call);
        QVERIFY(completion.text.empty());
        QCOMPARE(completion.call->name, QByteArray("get_weather"));
        QCOMPARE(parsed(joined(completion.arguments)).toObject(), completion.call->arguments);
        QCOMPARE(QJsonValue(completion.call->arguments),
                 parsed(R"({"city":"please get_weather in Rome","unit":"C","days":3,
                            "hourly":true,"tags":[],"at":{"lat":1}})"));
    }

    void answersWithTextWhenNoToolIsNamed()
    {
        QVERIFY(!complete(withTool("how is the weather?"), {}).call);
    }

    void answersWithTextAfterAToolsResult_data()
    {
        QTest::addColumn<QByteArray>("result");
        QTest::addRow("openai chat") << QByteArray(R"({"role":"tool","content":"12"})");
        QTest::addRow("openai responses")
            << QByteArray(R"({"type":"function_call_output","output":"12"})");
        QTest::addRow("anthropic")
            << QByteArray(R"({"role":"user","content":[{"type":"tool_result","content":"12"}]})");
        QTest::addRow("gemini") << QByteArray(
            R"({"role":"user","parts":[{"functionResponse":{"name":"get_weather"}}]})");
        QTest::addRow("bedrock") << QByteArray(
            R"({"role":"user","content":[{"toolResult":{"content":[{"text":"12"}]}}]})");
    }

    void answersWithTextAfterAToolsResult()
    {
        QFETCH(QByteArray, result);
        const QByteArray question = R"({"role":"user","content":"get_weather please"})";
        Conversation conversation = withTool({});
        conversation.read(parsed('[' + question + ']').toArray());
        QVERIFY(complete(conversation, {}).call);
        conversation.read(parsed('[' + question + ',' + result + ']').toArray());
        const Completion completion = complete(conversation, {});
        QVERIFY(!completion.call);
        QVERIFY(joined(completion.text).contains("get_weather please"));
    }

    void readsTheTextOfEveryShape_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addRow("string") << QByteArray(R"({"role":"user","content":"ab"})");
        QTest::addRow("parts with types")
            << QByteArray(R"({"role":"user","content":[{"type":"text","text":"ab"}]})");
        QTest::addRow("gemini parts") << QByteArray(R"({"parts":[{"text":"ab"}]})");
        QTest::addRow("with an image")
            << QByteArray(R"({"content":[{"type":"image_url","image_url":{}},{"text":"ab"}]})");
    }

    void readsTheTextOfEveryShape()
    {
        QFETCH(QByteArray, message);
        Conversation conversation;
        conversation.read(parsed('[' + message + ']').toArray());
        QCOMPARE(conversation.asked, QByteArray("ab"));
        QCOMPARE(conversation.textBytes, 2);
    }

    void findsLongPromptsInTheCache_data()
    {
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<qint64>("cached");
        QTest::addRow("just too short") << qint64(1024) << qint64(0);
        QTest::addRow("long enough") << qint64(1025) << qint64(1024);
        QTest::addRow("in steps of 128") << qint64(1300) << qint64(1280);
    }

    void findsLongPromptsInTheCache()
    {
        QFETCH(qint64, tokens);
        Conversation conversation;
        conversation.textBytes = tokens * 4;
        const Completion completion = complete(conversation, {});
        QCOMPARE(completion.inputTokens, tokens);
        QTEST(completion.cacheReadTokens, "cached");
        QCOMPARE(completion.cacheWriteTokens, 0);
    }

    void splitsMarkedPromptsIntoReadAndWritten()
    {
        Conversation conversation;
        conversation.textBytes = 400;
        conversation.caches = true;
        const Completion completion = complete(conversation, {});
        QCOMPARE(completion.inputTokens, 100);
        QCOMPARE(completion.cacheReadTokens, 50);
        QCOMPARE(completion.cacheWriteTokens, 25);
    }
};
QTEST_APPLESS_MAIN(ConversationTest)
#include "tst_conversation.moc"
