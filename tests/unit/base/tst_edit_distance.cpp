// SPDX-License-Identifier: MIT
#include "engine/base/edit_distance.h"

#include <QTest>

using namespace llmproxy;

class EditDistanceTest : public QObject
{
    Q_OBJECT

private slots:
    void countsTheChangesBetweenTwoWords_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::addColumn<int>("distance");
        QTest::newRow("equal") << QByteArray("port") << QByteArray("port") << 0;
        QTest::newRow("empty") << QByteArray("") << QByteArray("port") << 4;
        QTest::newRow("missing letter") << QByteArray("treshold") << QByteArray("threshold") << 1;
        QTest::newRow("other letter") << QByteArray("pork") << QByteArray("port") << 1;
        QTest::newRow("swapped") << QByteArray("prot") << QByteArray("port") << 1;
        QTest::newRow("classic") << QByteArray("kitten") << QByteArray("sitting") << 3;
    }

    void countsTheChangesBetweenTwoWords()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        QFETCH(int, distance);
        QCOMPARE(editDistance(left, right), distance);
        QCOMPARE(editDistance(right, left), distance);
    }
};
QTEST_APPLESS_MAIN(EditDistanceTest)
#include "tst_edit_distance.moc"
