// SPDX-License-Identifier: MIT
#include "engine/transcript/json_text.h"

#include <QJsonDocument>
#include <QTest>

using namespace llmproxy::transcript;

class JsonTextTest final : public QObject
{
    Q_OBJECT

private slots:
    void laysOutJson_data();
    void laysOutJson();
    void boundsTheIndentation();
    void closesWhatIsCut_data();
    void closesWhatIsCut();
    void closesEveryCut();
    void closesNothingThatIsTooDeep();
};

void JsonTextTest::laysOutJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *json, const char *expected) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(expected);
    };
    row("nothing", "", "");
    row("an object",
        R"({"b":1,"a":[true,null]})",
        "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}");
    row("empty ones", "{\"a\": { } ,\n\"b\":[ ]}", "{\n  \"a\": {},\n  \"b\": []\n}");
    row("what stands in strings", R"({"a,:{":"\" }\\"})", "{\n  \"a,:{\": \"\\\" }\\\\\"\n}");
    row("numbers as they were sent", "[1e5,1.00]", "[\n  1e5,\n  1.00\n]");
    row("a cut one", R"({"a":"b)", "{\n  \"a\": \"b");
    row("no JSON", "hello", "hello");
    row("too many ends", "]}", "]\n}");
}

void JsonTextTest::laysOutJson()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    QCOMPARE(prettyJson(json), expected);
}

void JsonTextTest::boundsTheIndentation()
{
    const QByteArray deep(10'000, '[');
    QVERIFY(prettyJson(deep).size() < qsizetype(10'000) * 130);
}

void JsonTextTest::closesWhatIsCut_data()
{
    QTest::addColumn<QByteArray>("cut");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *cut, const char *expected) {
        QTest::newRow(name) << QByteArray(cut) << QByteArray(expected);
    };
    row("nothing", "", "");
    row("in a string", R"({"a":"b)", R"({"a":"b"})");
    row("in an empty string", R"({"a":")", R"({"a":""})");
    row("in a key", R"({"a":1,"b)", R"({"a":1})");
    row("behind a key", R"({"a":1,"b")", R"({"a":1})");
    row("behind a colon", R"({"a":1,"b":)", R"({"a":1})");
    row("behind a comma", R"({"a":1,)", R"({"a":1})");
    row("in a number", R"({"a":1)", "{}");
    row("in a word", R"([true,fal)", "[true]");
    row("in an array in an object", R"({"a":[1,{"b":"c"},{)", R"({"a":[1,{"b":"c"},{}]})");
    row("behind a backslash", R"(["a\)", R"(["a"])");
    row("behind two backslashes", R"(["a\\)", R"(["a\\"])");
    row("behind an escaped quote", R"(["a\")", R"(["a\""])");
    row("in an escape of four digits", R"(["a\u00f)", R"(["a"])");
    row("behind an escape of four digits", R"(["a\u00fc)", R"(["a\u00fc"])");
    row("in what only looks like an escape", R"(["a\\u00)", R"(["a\\u00"])");
    row("in a character of two bytes", "[\"a\xc3", R"(["a"])");
    row("in a character of four bytes", "[\"a\xf0\x9f\x98", R"(["a"])");
    row("behind a character of four bytes", "[\"\xf0\x9f\x98\x80", "[\"\xf0\x9f\x98\x80\"]");
    row("nowhere", R"({"a":1})", R"({"a":1})");
    row("what is no JSON", "hello", "");
    row("ends that do not fit", R"({"a":1])", "");
    row("a comma too much", "[1,,", "");
}

void JsonTextTest::closesWhatIsCut()
{
    QFETCH(QByteArray, cut);
    QFETCH(QByteArray, expected);
    QCOMPARE(closedJson(cut), expected);
}

void JsonTextTest::closesEveryCut()
{
    const QByteArray json = QByteArray(R"({"a":[1,-2.5e3,{"b":"x\"\\\u00fc)") + "\xf0\x9f\x98\x80"
                            + R"(","c":[]}],"d":true,"e":null,"f":{}})";
    QVERIFY(!QJsonDocument::fromJson(json).isNull());
    for (qsizetype cut = 1; cut <= json.size(); ++cut) {
        const QByteArray closed = closedJson(json.first(cut));
        QVERIFY2(!QJsonDocument::fromJson(closed).isNull(), closed.constData());
    }
}

void JsonTextTest::closesNothingThatIsTooDeep()
{
    QVERIFY(!closedJson(QByteArray(512, '[')).isEmpty());
    QCOMPARE(closedJson(QByteArray(513, '[')), "");
}

QTEST_GUILESS_MAIN(JsonTextTest)
#include "tst_json_text.moc"
