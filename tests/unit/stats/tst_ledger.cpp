// SPDX-License-Identifier: MIT
#include "engine/stats/ledger.h"

#include <QTest>

using namespace llmproxy::stats;

class LedgerTest : public QObject
{
    Q_OBJECT

private slots:
    void countsWhatRuns()
    {
        Ledger ledger;
        ledger.began("openai");
        ledger.began("openai");
        ledger.began({}); // a local path
        QCOMPARE(ledger.totals().requests, 3);
        QCOMPARE(ledger.totals().inFlight, 3);
        QCOMPARE(ledger.provider("openai").inFlight, 2);
        ledger.ended({.provider = "openai", .status = 200});
        ledger.ended({.provider = {}, .status = 404});
        QCOMPARE(ledger.totals().requests, 3);
        QCOMPARE(ledger.totals().inFlight, 1);
        QCOMPARE(ledger.provider("openai").requests, 2);
        QCOMPARE(ledger.provider("openai").inFlight, 1);
    }

    void sortsOutcomes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("brokenOff");
        QTest::addColumn<int>("succeeded");
        QTest::addColumn<int>("clientErrors");
        QTest::addColumn<int>("serverErrors");
        QTest::newRow("200") << 200 << false << 1 << 0 << 0;
        QTest::newRow("399") << 399 << false << 1 << 0 << 0;
        QTest::newRow("400") << 400 << false << 0 << 1 << 0;
        QTest::newRow("499") << 499 << false << 0 << 1 << 0;
        QTest::newRow("500") << 500 << false << 0 << 0 << 1;
        QTest::newRow("529") << 529 << false << 0 << 0 << 1;
        QTest::newRow("200, broken off") << 200 << true << 0 << 0 << 1;
        QTest::newRow("no answer, the client left") << 0 << false << 0 << 0 << 0;
    }

    void sortsOutcomes()
    {
        QFETCH(const int, status);
        QFETCH(const bool, brokenOff);
        Ledger ledger;
        ledger.began("p");
        ledger.ended({.provider = "p", .status = status, .brokenOff = brokenOff});
        QTEST(int(ledger.totals().succeeded), "succeeded");
        QTEST(int(ledger.totals().clientErrors), "clientErrors");
        QTEST(int(ledger.totals().serverErrors), "serverErrors");
        QTEST(int(ledger.provider("p").failed), "serverErrors");
    }

    void addsUp()
    {
        Ledger ledger;
        for (int i = 1; i <= 3; ++i) {
            ledger.began("p");
            ledger.ended({.provider = "p",
                          .status = 200,
                          .streaming = i != 2,
                          .bytesIn = qint64(10) * i,
                          .bytesOut = qint64(1) << 40});
        }
        QCOMPARE(ledger.totals().streamed, 2);
        QCOMPARE(ledger.totals().bytesIn, 60);
        QCOMPARE(ledger.totals().bytesOut, qint64(3) << 40);
    }

    void keepsProvidersApart()
    {
        Ledger ledger;
        ledger.began("a");
        ledger.began("b");
        ledger.ended({.provider = "b", .status = 500});
        QCOMPARE(ledger.provider("a").failed, 0);
        QCOMPARE(ledger.provider("b").failed, 1);
        QCOMPARE(ledger.provider("unknown"), ProviderStatus());
    }
};

QTEST_APPLESS_MAIN(LedgerTest)
#include "tst_ledger.moc"
