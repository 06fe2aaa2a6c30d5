// SPDX-License-Identifier: MIT
#include "tests/unit/transcript/transcript_text.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace llmproxy;
using namespace llmproxy::test;
using namespace llmproxy::transcript;

class RequestTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsTurns_data();
    void readsTurns();
    void readsTools_data();
    void readsTools();
    void readsParameters();
    void boundsParameters();
    void keepsTheTurnsOfACutBody();
    void inventsNothingWhereItIsCut();
    void leavesOtherBodiesUnread();
    void tellsConversationsApart();
};

void RequestTest::readsTurns_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *body, const char *expected) {
        QTest::newRow(name) << QByteArray(body) << QString::fromUtf8(expected);
    };
    row("OpenAI's chat",
        R"({"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"b\": 1}"}}]},{"role":"tool","tool_call_id":"c","content":"42"}]})",
        "system: Be brief.; user: What? | <image/png:3>; assistant: call f({\"b\": 1})#c; tool: "
        "result#c=42");
    row("an image that is elsewhere",
        R"({"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.test/a.png"}}]}]})",
        "user: <image https://x.test/a.png>");
    row("sounds and files",
        R"({"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"wav","data":"AAA="}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}}]}]})",
        "user: <audio/wav:2> | <application/pdf:1 a.pdf>");
    row("Anthropic's messages",
        R"({"system":[{"type":"text","text":"You are.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"x"},{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":[{"type":"text","text":"No such file"}]},{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAAAAAA="}}]}]})",
        "system: You are.; user: Hi; assistant: ~hm | call f({\"a\":1})#t; user: failed#t=No such "
        "file | <image/jpeg:5>");
    row("OpenAI's Responses, a text",
        R"({"instructions":"I","input":"Hi"})",
        "system: I; user: Hi");
    row("OpenAI's Responses, items",
        R"({"input":[{"role":"user","content":[{"type":"input_text","text":"Hi"},{"type":"input_image","image_url":"data:image/gif;base64,AAAA"}]},{"type":"reasoning","summary":[],"encrypted_content":"AAAA"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"1"}]})",
        "user: Hi | <image/gif:3>; assistant: ~:3 | call f({})#c; tool: result#c=1");
    row("a completion", R"({"prompt":"Once"})", "user: Once");
    row("several prompts", R"({"prompt":["Once","Twice"]})", "user: Once | Twice");
    row("embeddings", R"({"input":["a","b"],"model":"m"})", "user: a | b");
    row("Gemini",
        R"({"systemInstruction":{"parts":[{"text":"S"}]},"contents":[{"role":"user","parts":[{"text":"Hi"},{"fileData":{"mimeType":"video/mp4","fileUri":"gs://b/v"}}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"r":1}}}]}]})",
        "system: S; user: Hi | <video/mp4 gs://b/v>; model: call f({}); user: result={\"r\":1}@f");
    row("Converse",
        R"({"system":[{"text":"S"}],"messages":[{"role":"user","content":[{"text":"Hi"},{"image":{"format":"png","source":{"bytes":"AAAA"}}}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","status":"error","content":[{"json":{"a":1}}]}}]}]})",
        "system: S; user: Hi | <image/png:3>; assistant: call f({})#t; user: "
        "failed#t={\"json\":{\"a\":1}}");
    row("Titan", R"({"inputText":"Hi"})", "user: Hi");
    row("a block of an unknown kind",
        R"({"messages":[{"role":"user","content":[{"type":"hologram","size":3}]}]})",
        "user: ?{\"size\":3,\"type\":\"hologram\"}");
    row("nothing of a conversation", R"({"model":"m"})", "");
}

void RequestTest::readsTurns()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    const Request request = readRequest({body, "application/json"});
    QCOMPARE(turnsText(request.turns), expected);
    QCOMPARE(request.reading, Reading::Whole);
}

void RequestTest::readsTools_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QList<Tool>>("expected");
    const QList<Tool> one = {{u"f"_s, u"Does."_s, uR"({"type":"object"})"_s}};
    QTest::newRow("OpenAI's chat") << QByteArray(
        R"({"tools":[{"type":"function","function":{"name":"f","description":"Does.","parameters":{"type":"object"}}}]})")
                                   << one;
    QTest::newRow("OpenAI's Responses") << QByteArray(
        R"({"tools":[{"type":"function","name":"f","description":"Does.","parameters":{"type":"object"}}]})")
                                        << one;
    QTest::newRow("OpenAI's old functions") << QByteArray(
        R"({"functions":[{"name":"f","description":"Does.","parameters":{"type":"object"}}]})")
                                            << one;
    QTest::newRow("Anthropic") << QByteArray(
        R"({"tools":[{"name":"f","description":"Does.","input_schema":{"type":"object"}}]})")
                               << one;
    QTest::newRow("Gemini") << QByteArray(
        R"({"tools":[{"functionDeclarations":[{"name":"f","description":"Does.","parameters":{"type":"object"}}]}]})")
                            << one;
    QTest::newRow("Converse") << QByteArray(
        R"({"toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"Does.","inputSchema":{"json":{"type":"object"}}}}]}})")
                              << one;
    QTest::newRow("the provider's own")
        << QByteArray(R"({"tools":[{"type":"web_search"},{"googleSearch":{}}]})")
        << QList<Tool>{{u"web_search"_s, {}, {}}, {u"googleSearch"_s, {}, {}}};
}

void RequestTest::readsTools()
{
    QFETCH(QByteArray, body);
    QFETCH(QList<Tool>, expected);
    QCOMPARE(readRequest({body, "application/json"}).tools, expected);
}

void RequestTest::readsParameters()
{
    const QByteArray body = R"({"model":"m","temperature":0.7,"max_tokens":4096,"stream":true,)"
                            R"("stop":["a","b"],"generationConfig":{"topK":3},"messages":[]})";
    const QList<Parameter> expected = {{u"topK"_s, u"3"_s},
                                       {u"max_tokens"_s, u"4096"_s},
                                       {u"model"_s, u"m"_s},
                                       {u"stop"_s, uR"(["a","b"])"_s},
                                       {u"stream"_s, u"true"_s},
                                       {u"temperature"_s, u"0.7"_s}};
    QCOMPARE(readRequest({body, "application/json"}).parameters, expected);
}

void RequestTest::boundsParameters()
{
    const QByteArray body = R"({"metadata":")" + QByteArray(MaxParameterLength + 1, 'x') + R"("})";
    const QList<Parameter> read = readRequest({body, "application/json"}).parameters;
    QCOMPARE(read.size(), 1);
    QCOMPARE(read.constFirst().value.size(), MaxParameterLength);
}

void RequestTest::keepsTheTurnsOfACutBody()
{
    const QByteArray body = R"({"model":"m","messages":[{"role":"user","content":"One"},)"
                            R"({"role":"user","content":"Two and)";
    const Request request = readRequest({body, "application/json", {}, false});
    QCOMPARE(turnsText(request.turns), u"user: One; user: Two and"_s);
    QCOMPARE(request.reading, Reading::Cut);
}

void RequestTest::inventsNothingWhereItIsCut()
{
    const QByteArray body = QByteArray(R"({"messages":[{"role":"user","content":"J\u00fcrgen \" )")
                            + "\xc3\xbc \xf0\x9f\x98\x80 \\ud83d\\ude00 \\\\"
                            + R"("},{"role":"user","content":[{"type":"text","text":"b"}]}]})";
    const QString whole = readRequest({body, {}}).turns.constFirst().parts.constFirst().text;
    for (qsizetype cut = 1; cut < body.size(); ++cut) {
        const Request request = readRequest({body.first(cut), {}, {}, false});
        const QString text = request.turns.isEmpty() || request.turns.constFirst().parts.isEmpty()
                                 ? QString()
                                 : request.turns.constFirst().parts.constFirst().text;
        QVERIFY2(whole.startsWith(text), qPrintable(QString::number(cut) + text));
        QCOMPARE(request.reading, Reading::Cut);
    }
}

void RequestTest::leavesOtherBodiesUnread()
{
    QCOMPARE(
        readRequest({"--x\r\nContent-Disposition: form-data\r\n", "multipart/form-data"}).reading,
        Reading::Unknown);
    QCOMPARE(readRequest({"[1,2]", "application/json"}).reading, Reading::Unknown);
    QCOMPARE(readRequest({"", "application/json"}).reading, Reading::Absent);
    QCOMPARE(readRequest({"{}", "application/json", "rot13"}).reading, Reading::Undecoded);
}

void RequestTest::tellsConversationsApart()
{
    const auto key = [](const QByteArray &body) {
        return conversationKey(readRequest({body, "application/json"}));
    };
    const QByteArray begin = R"({"system":"S","messages":[{"role":"user","content":"One"})";
    const QString one = key(begin + "]}");
    QCOMPARE(one.size(), 8);
    QCOMPARE(key(begin + R"(,{"role":"assistant","content":"Hi"}]})"), one);
    QVERIFY(key(R"({"system":"T","messages":[{"role":"user","content":"One"}]})") != one);
    QVERIFY(key(R"({"system":"S","messages":[{"role":"user","content":"Two"}]})") != one);
    QCOMPARE(key(R"({"system":"S"})"), QString());
    QCOMPARE(key(""), QString());
}

QTEST_GUILESS_MAIN(RequestTest)
#include "tst_request.moc"
