// SPDX-License-Identifier: MIT
#include "engine/redis/backoff.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::redis;
using namespace std::chrono_literals;

class BackoffTest : public QObject
{
    Q_OBJECT

private slots:
    void growsUpToThreeSeconds()
    {
        QCOMPARE(backoff(1, 0), 50ms);
        QCOMPARE(backoff(2, 0), 100ms);
        QCOMPARE(backoff(5, 0), 800ms);
        QCOMPARE(backoff(6, 0), 1500ms);
        QCOMPARE(backoff(1000, 0), 1500ms);
    }

    void isSpreadOverTheUpperHalf()
    {
        QCOMPARE(backoff(2, 0), 100ms);
        QCOMPARE(backoff(2, 0.5), 150ms);
        QCOMPARE(backoff(2, 0.999), 199ms);
        QVERIFY(backoff(1000, 0.999999) <= 3s);
    }

    void takesACountThatIsNoneAsTheFirst() { QCOMPARE(backoff(0, 0), 50ms); }
};

QTEST_APPLESS_MAIN(BackoffTest)
#include "tst_backoff.moc"
