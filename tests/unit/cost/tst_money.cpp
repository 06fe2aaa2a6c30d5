// SPDX-License-Identifier: MIT
#include "engine/cost/money.h"

#include <QTest>

#include <limits>

using namespace llmproxy::cost;

namespace {

constexpr qint64 Usd = 1'000'000'000;
constexpr qint64 Most = std::numeric_limits<qint64>::max();

} // namespace

class MoneyTest : public QObject
{
    Q_OBJECT

private slots:
    void addsExactly()
    {
        Money sum;
        for (int i = 0; i < 10; ++i)
            sum += Money{Usd / 10};
        QCOMPARE(sum.nanoUsd, Usd);
        QCOMPARE((Money{1} + Money{2}).nanoUsd, 3);
    }

    void staysAtTheGreatestAmount()
    {
        QCOMPARE((Money{Most} + Money{1}).nanoUsd, Most);
        QCOMPARE((Money{Most - 1} + Money{1}).nanoUsd, Most);
        QCOMPARE((Money{-Most} + Money{-Most}).nanoUsd, std::numeric_limits<qint64>::min());
    }

    void pricesTokens_data()
    {
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<qint64>("perMillion");
        QTest::addColumn<qint64>("amount");
        QTest::newRow("a thousand at 2.5") << qint64(1000) << 5 * Usd / 2 << Usd / 400;
        QTest::newRow("one at 15") << qint64(1) << 15 * Usd << qint64(15'000);
        QTest::newRow("one at 0.00875: halves up") << qint64(1) << qint64(8'750'000) << qint64(9);
        QTest::newRow("two at 0.00875: exact half") << qint64(2) << qint64(8'750'000) << qint64(18);
        QTest::newRow("below half a nano") << qint64(1) << qint64(499'999) << qint64(0);
        QTest::newRow("half a nano") << qint64(1) << qint64(500'000) << qint64(1);
        QTest::newRow("none") << qint64(0) << 5 * Usd << qint64(0);
        QTest::newRow("fewer than none") << qint64(-7) << 5 * Usd << qint64(0);
        QTest::newRow("a million at a million USD")
            << qint64(1'000'000) << 1'000'000 * Usd << 1'000'000 * Usd;
        QTest::newRow("more than there is") << Most << 1'000'000 * Usd << Most;
        QTest::newRow("many at an odd price")
            << qint64(1'000'000'000'000) << qint64(999'999) << qint64(999'999'000'000);
    }

    void pricesTokens()
    {
        QFETCH(const qint64, tokens);
        QFETCH(const qint64, perMillion);
        QTEST(priceOf(tokens, {perMillion}).nanoUsd, "amount");
    }

    void writesDecimals_data()
    {
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<QByteArray>("usd");
        QTest::addColumn<QByteArray>("cents");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char *name,
                            qint64 nano,
                            const char *usd,
                            const char *cents,
                            const char *shown) {
            QTest::newRow(name) << nano << QByteArray(usd) << QByteArray(cents)
                                << QByteArray(shown);
        };
        row("nothing", 0, "0", "0", "$0");
        row("the least", 1, "0.000000001", "0.0000001", "$0.000000001");
        row("three quarters of a cent", 7'500'000, "0.0075", "0.75", "$0.0075");
        row("a small call", 15'000, "0.000015", "0.0015", "$0.000015");
        row("0.3 cents", 3'000'000, "0.003", "0.3", "$0.003");
        row("three digits below a dollar", 123'456'789, "0.123456789", "12.3456789", "$0.123");
        row("rounded up", 123'500'000, "0.1235", "12.35", "$0.124");
        row("all but a dollar", 999'999'999, "0.999999999", "99.9999999", "$1.00");
        row("a dollar", Usd, "1", "100", "$1.00");
        row("with cents", 12'345'000'000, "12.345", "1234.5", "$12.35");
        row("one place", 12'500'000'000, "12.5", "1250", "$12.50");
        row("whole", 1200 * Usd, "1200", "120000", "$1200.00");
        row("below zero", -1'500'000'000, "-1.5", "-150", "-$1.50");
        row("the greatest", Most, "9223372036.854775807", "922337203685.4775807", "$9223372036.85");
    }

    void writesDecimals()
    {
        QFETCH(const qint64, nano);
        QTEST(decimalUsd({nano}), "usd");
        QTEST(decimalCents({nano}), "cents");
        QTEST(shownUsd({nano}), "shown");
    }

    void readsExactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("nanoUsd"); // -1: refused
        const auto row = [](const char *text, qint64 nanoUsd) {
            QTest::newRow(text) << QByteArray(text) << nanoUsd;
        };
        row("0", 0);
        row("2.5", 2'500'000'000);
        row("10", 10 * Usd);
        row("0.075", 75'000'000);
        row("0.1", 100'000'000);
        row(".5", 500'000'000);
        row("5.", 5 * Usd);
        row("0.000000001", 1);
        row("0.0000000001", -1);
        row("1_000", 1000 * Usd);
        row("1000000", 1'000'000 * Usd);
        row("1000000.1", -1);
        row("99999999999999999999", -1);
        row("-1", -1);
        row("1e3", -1);
        row("1.2.3", -1);
        row(".", -1);
        row("", -1);
        row("$5", -1);
    }

    void readsExactly()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const qint64, nanoUsd);
        QCOMPARE(parseUsd(text).value_or(Money{-1}).nanoUsd, nanoUsd);
    }
};
QTEST_APPLESS_MAIN(MoneyTest)
#include "tst_money.moc"
