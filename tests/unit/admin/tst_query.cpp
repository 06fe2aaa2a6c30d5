// SPDX-License-Identifier: MIT
#include "engine/admin/query.h"

#include <QTest>

using namespace llmproxy::admin;

class QueryTest : public QObject
{
    Q_OBJECT

private slots:
    void findsAParameter_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("alone") << QByteArray("a=1") << QByteArray("1");
        QTest::newRow("among others") << QByteArray("b=2&a=1&c") << QByteArray("1");
        QTest::newRow("the first") << QByteArray("a=1&a=2") << QByteArray("1");
        QTest::newRow("coded") << QByteArray("%61=x%26y%3dz") << QByteArray("x&y=z");
        QTest::newRow("plus") << QByteArray("a=x+y%2Bz") << QByteArray("x y+z");
        QTest::newRow("equals sign in it") << QByteArray("a=b=c") << QByteArray("b=c");
        QTest::newRow("empty ones around") << QByteArray("&&a=1&&") << QByteArray("1");
    }

    void findsAParameter()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, value);
        QCOMPARE(Query(query).value("a"), value);
    }

    void tellsAnEmptyOneFromNone()
    {
        QCOMPARE(Query("a=").value("a"), QByteArray(""));
        QCOMPARE(Query("a").value("a"), QByteArray(""));
        QVERIFY(!Query("").value("a"));
        QVERIFY(!Query("ab=1").value("a"));
    }

    void takesNumbersWithinTheirBounds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("taken");
        QTest::newRow("least") << QByteArray("1") << true;
        QTest::newRow("most") << QByteArray("1000") << true;
        QTest::newRow("below") << QByteArray("0") << false;
        QTest::newRow("above") << QByteArray("1001") << false;
        QTest::newRow("empty") << QByteArray("") << false;
        QTest::newRow("hexadecimal") << QByteArray("0x10") << false;
        QTest::newRow("fraction") << QByteArray("1.5") << false;
        QTest::newRow("too large for any") << QByteArray("99999999999999999999") << false;
    }

    void takesNumbersWithinTheirBounds()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, taken);
        const auto number = numberWithin(text, 1, 1000);
        QCOMPARE(number.has_value(), taken);
        if (taken)
            QCOMPARE(QByteArray::number(*number), text);
    }
};

QTEST_APPLESS_MAIN(QueryTest)
#include "tst_query.moc"
