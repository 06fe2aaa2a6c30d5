// SPDX-License-Identifier: MIT
#include "engine/config/pricing.h"
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;
using cost::Money;
using cost::Pricing;
using cost::TokenPrices;

namespace {

constexpr qint64 Usd = 1'000'000'000;

Pricing pricingOf(const QByteArray &yaml, Problems *problems = nullptr)
{
    Problems found;
    const Node root = layer("pricing: " + yaml);
    Pricing pricing = readPricing(*root.find("pricing"), "p", found);
    if (problems)
        *problems = found;
    return pricing;
}

} // namespace

class PricingTest : public QObject
{
    Q_OBJECT

private slots:
    void readsOnePrice()
    {
        const Pricing pricing = pricingOf("{input: 2.5, output: 10}");
        QCOMPARE(pricing.tiers.size(), 1);
        const Money input{5 * Usd / 2};
        const Money output{10 * Usd};
        QCOMPARE(*pricing.pricesFor("m", 1'000'000'000),
                 (TokenPrices{input, output, input, input, input, output}));
    }

    void readsEachClass()
    {
        const auto written =
            pricingOf("{input: 3, output: 15, cache_read: 0.3, cache_write: 3.75}");
        QCOMPARE(*written.pricesFor("m", 1),
                 (TokenPrices{{3 * Usd},
                              {15 * Usd},
                              {Usd * 3 / 10},
                              {Usd * 15 / 4},
                              {Usd * 15 / 4},
                              {15 * Usd}}));
        const auto all = pricingOf("{input: 3, output: 15, cache_read: 0.3, cache_write: 3.75, "
                                   "cache_write_long: 6, thought: 20}");
        QCOMPARE(
            *all.pricesFor("m", 1),
            (TokenPrices{
                {3 * Usd}, {15 * Usd}, {Usd * 3 / 10}, {Usd * 15 / 4}, {6 * Usd}, {20 * Usd}}));
    }

    void picksTheTier_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<qint64>("input");
        const QByteArray two = "[{threshold: 200000, input: 1.25, output: 10}, "
                               "{threshold: 0, input: 2.5, output: 15}]";
        QTest::newRow("small") << two << qint64(100'000) << qint64(1'250'000'000);
        QTest::newRow("at the threshold") << two << qint64(200'000) << qint64(1'250'000'000);
        QTest::newRow("one above") << two << qint64(200'001) << qint64(2'500'000'000);
        const QByteArray reversed = "[{threshold: 0, input: 2.5, output: 15}, "
                                    "{threshold: 200000, input: 1.25, output: 10}]";
        QTest::newRow("reversed, small") << reversed << qint64(200'000) << qint64(1'250'000'000);
        QTest::newRow("reversed, above") << reversed << qint64(200'001) << qint64(2'500'000'000);
        const QByteArray three = "[{threshold: 1_000_000, input: 2, output: 1}, "
                                 "{threshold: 200000, input: 1, output: 1}, "
                                 "{threshold: 0, input: 4, output: 1}]";
        QTest::newRow("three tiers, first") << three << qint64(100'000) << 1 * Usd;
        QTest::newRow("three tiers, middle") << three << qint64(500'000) << 2 * Usd;
        QTest::newRow("three tiers, last") << three << qint64(1'000'001) << 4 * Usd;
    }

    void picksTheTier()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(qint64, tokens);
        QFETCH(qint64, input);
        QCOMPARE(pricingOf(yaml).pricesFor("m", tokens)->input.nanoUsd, input);
        QCOMPARE(pricingOf("{tiers: " + yaml + '}').pricesFor("m", tokens)->input.nanoUsd, input);
    }

    void anOverrideBeatsTheTiers()
    {
        const Pricing pricing = pricingOf("{tiers: [{threshold: 0, input: 1, output: 2}], "
                                          "overrides: {old: {input: 5, output: 15}}}");
        QCOMPARE(pricing.pricesFor("old", 10)->input.nanoUsd, 5 * Usd);
        QCOMPARE(pricing.pricesFor("new", 10)->input.nanoUsd, 1 * Usd);
        const Pricing flat = pricingOf("{input: 1, output: 2, overrides: "
                                       "{old: {input: 5, output: 15, cache_read: 1}}}");
        QCOMPARE(flat.pricesFor("old", 10)->cacheRead.nanoUsd, 1 * Usd);
        QVERIFY(!Pricing().pricesFor("any", 1));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *yaml, const char *expected) {
            QTest::newRow(name) << QByteArray(yaml) << QString::fromUtf8(expected);
        };
        row("a number", "5", "p: must be {input, output}");
        row("no output", "{input: 1}", "p.output: is missing");
        row("no input", "{output: 1}", "p.input: is missing");
        row("text", "{input: \"1\", output: 1}", "p.input: \"1\" is not allowed");
        row("negative", "{input: -1, output: 1}", "p.input: -1 is not allowed");
        row("negative cache price", "{input: 1, output: 1, cache_read: -1}", "p.cache_read: -1");
        row("empty list", "[]", "p: must be a list of");
        row("not a tier", "[5]", "p[0]: must be {threshold");
        row("tier without output", "[{threshold: 0, input: 1}]", "p[0].output: is missing");
        row("negative threshold", "[{threshold: -1, input: 1, output: 1}]", "p[0].threshold: -1");
        row("no last tier", "[{threshold: 5, input: 1, output: 1}]", "no tier with threshold 0");
        row("same threshold twice",
            "[{threshold: 0, input: 1, output: 1}, {threshold: 0, input: 2, output: 2}]",
            "two tiers with threshold 0");
        row("wrong override", "{input: 1, output: 1, overrides: {a: 5}}", "p.overrides.a: must be");
        row("wrong overrides", "{input: 1, output: 1, overrides: 5}", "p.overrides: must map");
    }

    void refuses()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, expected);
        Problems problems;
        pricingOf(yaml, &problems);
        QVERIFY(hasErrors(problems));
        QVERIFY2(allProblems(problems).contains(expected), qPrintable(allProblems(problems)));
    }

    void warnsOfAnUnusualUnit_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("warnings");
        QTest::newRow("least") << QByteArray("{input: 0.01, output: 1000}") << 0;
        QTest::newRow("free") << QByteArray("{input: 0, output: 0}") << 0;
        QTest::newRow("too little") << QByteArray("{input: 0.009, output: 1}") << 1;
        QTest::newRow("too much") << QByteArray("{input: 1, output: 1000.5}") << 1;
        QTest::newRow("cheap cache") << QByteArray("{input: 1, output: 1, cache_read: 0.005}") << 0;
        QTest::newRow("unknown key") << QByteArray("{input: 1, output: 1, inptu: 2}") << 1;
    }

    void warnsOfAnUnusualUnit()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, warnings);
        Problems problems;
        pricingOf(yaml, &problems);
        QVERIFY(!hasErrors(problems));
        QCOMPARE(problems.size(), warnings);
    }
};
QTEST_APPLESS_MAIN(PricingTest)
#include "tst_pricing.moc"
