// SPDX-License-Identifier: MIT
#include "engine/mock/json_text.h"

#include <QJsonObject>
#include <QTest>

using namespace llmproxy::mock;

class JsonTextTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsMembersInTheOrderWritten()
    {
        const json::Json value = json::object({{"z", json::number(1)}, {"a", json::null()}});
        QCOMPARE(value.text, QByteArray(R"({"z":1,"a":null})"));
    }

    void leavesOutWhatIsAbsent()
    {
        QCOMPARE(json::object({{"a", json::absent()}}).text, QByteArray("{}"));
        QCOMPARE(json::object({{"a", json::absent()}, {"b", json::boolean(true)}}).text,
                 QByteArray(R"({"b":true})"));
        QCOMPARE(json::array({json::absent(), json::number(2)}).text, QByteArray("[2]"));
    }

    void escapesStrings()
    {
        QCOMPARE(json::string(QByteArrayView("a\"\\\n\t\x01/é", 9)).text,
                 QByteArray("\"a\\\"\\\\\\n\\u0009\\u0001/é\""));
    }

    void mergesObjects()
    {
        const json::Json one = json::object({{"a", json::number(1)}});
        const json::Json two = json::object({{"b", json::number(2)}});
        QCOMPARE(json::merged(one, two).text, QByteArray(R"({"a":1,"b":2})"));
        QCOMPARE(json::merged(one, json::object({})), one);
        QCOMPARE(json::merged(json::object({}), two), two);
    }

    void writesParsedValues()
    {
        QCOMPARE(json::from(QJsonValue(QJsonValue::Undefined)).text, QByteArray("null"));
        QCOMPARE(json::from(QJsonObject()).text, QByteArray("{}"));
        QCOMPARE(json::from(QStringLiteral("x")).text, QByteArray("\"x\""));
    }
};
QTEST_APPLESS_MAIN(JsonTextTest)
#include "tst_json_text.moc"
