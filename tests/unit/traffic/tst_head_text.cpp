// SPDX-License-Identifier: MIT
#include "engine/traffic/head_text.h"

#include <QTest>

using namespace llmproxy::traffic;

class HeadTextTest : public QObject
{
    Q_OBJECT

    static inline const QByteArray Head = "GET /x HTTP/1.1\nHost: a:1\r\nX-Empty:\nno field\n"
                                          "x-two:  1 \nX-TWO: 2";

private slots:
    void cutsAHeadIntoItsLines()
    {
        QCOMPARE(startLine(Head), QByteArrayView("GET /x HTTP/1.1"));
        const std::vector<HeadField> expected{
            {"Host", "a:1"}, {"X-Empty", ""}, {"x-two", "1"}, {"X-TWO", "2"}};
        QVERIFY(fieldsOf(Head) == expected);
    }

    void findsTheFirstFieldOfAName()
    {
        QCOMPARE(fieldOf(Head, "X-Two").value(), QByteArrayView("1"));
        QVERIFY(!fieldOf(Head, "x-three"));
        QVERIFY(!fieldOf({}, "host"));
        QVERIFY(fieldsOf("HTTP/1.1 200 OK").empty());
        QVERIFY(startLine({}).isEmpty());
    }
};
QTEST_APPLESS_MAIN(HeadTextTest)
#include "tst_head_text.moc"
