// SPDX-License-Identifier: MIT
#include "engine/clients/json_member.h"

#include <QTest>

using namespace llmproxy::clients;

namespace {

const MemberPath Path = {"env", "URL"};

/// With ' for ", to be read easily.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

} // namespace

class JsonMemberTest : public QObject
{
    Q_OBJECT

private slots:
    void changesNothingElse_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *name, const char *before, const char *after) {
            QTest::newRow(name) << json(before) << json(after);
        };
        row("nothing yet", "", "{\n  \"env\": {\n    \"URL\": \"u\"\n  }\n}\n");
        row("blank", " \n", "{\n  \"env\": {\n    \"URL\": \"u\"\n  }\n}\n");
        row("an empty document", "{}", "{\n  \"env\": {\n    \"URL\": \"u\"\n  }\n}");
        row("other members",
            "{\n  \"z\": 1,\n  \"a\": [2]\n}\n",
            "{\n  \"env\": {\n    \"URL\": \"u\"\n  },\n  \"z\": 1,\n  \"a\": [2]\n}\n");
        row("an empty object",
            "{\n    \"env\": {}\n}",
            "{\n    \"env\": {\n      \"URL\": \"u\"\n    }\n}");
        row("an object with others",
            ("{'env': {'B': '1', 'A': '2'}}"),
            ("{'env': {'URL': 'u','B': '1', 'A': '2'}}"));
        row("a value of before",
            ("{'env':{'URL' : 'old' ,'A':1}}"),
            ("{'env':{'URL': 'u' ,'A':1}}"));
        row("brackets and quotes in texts",
            ("{'x': '}\\'env\\': {', 'env': {'A': '\\\\'}}"),
            ("{'x': '}\\'env\\': {', 'env': {'URL': 'u','A': '\\\\'}}"));
        row("the same name deeper",
            ("{'p': {'env': {'URL': 'no'}}, 'env': {'A': 1}}"),
            ("{'p': {'env': {'URL': 'no'}}, 'env': {'URL': 'u','A': 1}}"));
    }
    void changesNothingElse()
    {
        QFETCH(QByteArray, before);
        const auto made = withMember(before, Path, QStringLiteral("u"));
        QVERIFY(made);
        QTEST(*made, "after");
        QCOMPARE(memberOf(*made, Path), QStringLiteral("u"));
        QCOMPARE(*withMember(*made, Path, QStringLiteral("u")), *made);
    }

    void takesOutWhatItPutIn_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("others behind") << json("{'env': {'B': '1', 'A': '2'}}");
        QTest::newRow("lines") << QByteArray("{\n  \"env\": {\n    \"A\": \"1\"\n  }\n}\n");
    }
    void takesOutWhatItPutIn()
    {
        QFETCH(const QByteArray, json);
        QCOMPARE(*withoutMember(*withMember(json, Path, QStringLiteral("u")), Path), json);
    }

    void leavesJsonInEveryPlace_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("alone") << json("{'env': {'URL': 'u'}}") << json("{'env': {}}");
        QTest::newRow("last") << json("{'env': {'A': 1, 'URL': 'u'}}") << json("{'env': {'A': 1}}");
        QTest::newRow("between") << json("{'env': {'A': 1, 'URL': 'u', 'B': 2}}")
                                 << json("{'env': {'A': 1, 'B': 2}}");
        QTest::newRow("first") << json("{'env': {'URL': 'u', 'A': 1}}")
                               << json("{'env': { 'A': 1}}");
        QTest::newRow("not there") << json("{'env': {'A': 1}}") << json("{'env': {'A': 1}}");
        QTest::newRow("no object") << json("{'a': 1}") << json("{'a': 1}");
    }
    void leavesJsonInEveryPlace()
    {
        QFETCH(const QByteArray, before);
        QTEST(*withoutMember(before, Path), "after");
    }

    void refusesWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("cut") << QByteArray("{\"env\": {");
        QTest::newRow("a comment") << QByteArray("{ // mine\n}");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("a text in the object's place") << json("{'env': 'no'}");
        QTest::newRow("a name with an escape") << json("{'\\u0065nv': {'URL': 'x'}}");
    }
    void refusesWhatItDoesNotUnderstand()
    {
        QFETCH(QByteArray, json);
        const auto made = withMember(json, Path, QStringLiteral("u"));
        QVERIFY(!made);
        QVERIFY(!made.error().isEmpty());
    }
};
QTEST_APPLESS_MAIN(JsonMemberTest)
#include "tst_json_member.moc"
