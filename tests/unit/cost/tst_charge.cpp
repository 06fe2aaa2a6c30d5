// SPDX-License-Identifier: MIT
#include "engine/cost/charge.h"

#include <QTest>

#include <limits>

using namespace llmproxy;
using namespace llmproxy::cost;
using usage::Count;
using usage::Source;
using usage::TokenUsage;

namespace {

constexpr qint64 Usd = 1'000'000'000;

Count reported(qint64 tokens)
{
    return {tokens, Source::Reported};
}

Count estimated(qint64 tokens)
{
    return {tokens, Source::Estimated};
}

/// Each class has a price of its own, so that a token in the wrong one shows.
TokenPrices prices()
{
    return {.input = {2 * Usd},
            .output = {10 * Usd},
            .cacheRead = {Usd / 5},
            .cacheWrite = {3 * Usd},
            .cacheWriteLong = {4 * Usd},
            .thought = {20 * Usd}};
}

PriceMatch matchOf(const Pricing &pricing)
{
    return {.name = "m",
            .model = "m",
            .pricing = std::make_shared<const Pricing>(pricing),
            .isEstimate = false,
            .asOf = QDate(2026, 1, 31)};
}

PriceMatch matchOf(const TokenPrices &listed)
{
    Pricing pricing;
    pricing.tiers = {PriceTier{0, listed}};
    return matchOf(pricing);
}

/// "input 1000, output 500" for people who read a failure.
QByteArray linesOf(const Charge &charge)
{
    QByteArrayList lines;
    for (const ChargeLine &line : charge.lines)
        lines += nameOf(line.tokenClass).toByteArray() + ' ' + QByteArray::number(line.tokens);
    return lines.join(", ");
}

TokenUsage openAi(qint64 input, qint64 output)
{
    TokenUsage usage;
    usage.input = reported(input);
    usage.output = reported(output);
    return usage;
}

} // namespace

class ChargeTest : public QObject
{
    Q_OBJECT

private slots:
    void showsItsArithmetic()
    {
        TokenPrices listed;
        listed.input = {5 * Usd / 2};
        listed.output = {10 * Usd};
        const Charge made = charge(openAi(1000, 500), matchOf(listed));
        QCOMPARE(linesOf(made), QByteArray("input 1000, output 500"));
        QCOMPARE(made.lines[0].perMillion, listed.input);
        QCOMPARE(made.inputAmount(), Money{2'500'000});
        QCOMPARE(made.outputAmount(), Money{5'000'000});
        QCOMPARE(decimalUsd(*made.total), QByteArray("0.0075"));
        QCOMPARE(made.label, Label::Reported);
        QCOMPARE(made.matchedModel, QByteArray("m"));
        QCOMPARE(made.pricesAsOf, QDate(2026, 1, 31));
    }

    void billsEachTokenOnce_data()
    {
        QTest::addColumn<bool>("inputHoldsCache");
        QTest::addColumn<bool>("outputHoldsThought");
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("OpenAI") << true << true
                                << QByteArray("input 40, cache_read 50, cache_write 20, "
                                              "cache_write_long 10, output 70, thought 30");
        QTest::newRow("Gemini") << true << false
                                << QByteArray("input 40, cache_read 50, cache_write 20, "
                                              "cache_write_long 10, output 100, thought 30");
        QTest::newRow("Anthropic") << false << true
                                   << QByteArray("input 120, cache_read 50, cache_write 20, "
                                                 "cache_write_long 10, output 70, thought 30");
    }

    void billsEachTokenOnce()
    {
        QFETCH(const bool, inputHoldsCache);
        QFETCH(const bool, outputHoldsThought);
        TokenUsage usage = openAi(120, 100);
        usage.cacheRead = reported(50);
        usage.cacheWrite = reported(30);
        usage.cacheWriteLong = reported(10);
        usage.thought = reported(30);
        usage.inputHoldsCacheRead = inputHoldsCache;
        usage.outputHoldsThought = outputHoldsThought;
        const Charge made = charge(usage, matchOf(prices()));
        QTEST(linesOf(made), "lines");
        QCOMPARE(made.label, Label::Reported);
        Money sum;
        for (const ChargeLine &line : made.lines)
            sum += line.amount;
        QCOMPARE(*made.total, sum);
        QCOMPARE(made.inputAmount() + made.outputAmount(), sum);
    }

    void takesEachClassAtItsPrice()
    {
        TokenUsage usage;
        usage.inputHoldsCacheRead = false;
        usage.outputHoldsThought = false;
        usage.input = usage.output = usage.cacheRead = usage.thought = reported(1'000'000);
        usage.cacheWrite = reported(2'000'000);
        usage.cacheWriteLong = usage.toolPrompt = reported(1'000'000);
        const Charge made = charge(usage, matchOf(prices()));
        QByteArrayList amounts;
        for (const ChargeLine &line : made.lines)
            amounts += decimalUsd(line.amount);
        QCOMPARE(amounts.join(' '), QByteArray("2 0.2 3 4 2 10 20"));
    }

    // A vendor that says nonsense must not make an amount below zero, or bill what is not there.
    void capsAPartAtItsWhole()
    {
        TokenUsage usage = openAi(100, 10);
        usage.cacheRead = reported(500);
        usage.cacheWrite = reported(500);
        usage.thought = reported(90);
        QCOMPARE(linesOf(charge(usage, matchOf(prices()))),
                 QByteArray("cache_read 100, thought 10"));
        usage = openAi(-5, std::numeric_limits<qint64>::max());
        usage.total = reported(-1);
        const Charge made = charge(usage, matchOf(prices()));
        QCOMPARE(made.lines.size(), 1);
        QVERIFY(Money{} < *made.total);
    }

    void picksTheTierByAllOfThePrompt_data()
    {
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("cacheRead");
        QTest::addColumn<bool>("held");
        QTest::addColumn<qint64>("price");
        QTest::newRow("at the threshold") << qint64(200'000) << qint64(0) << true << 1 * Usd;
        QTest::newRow("one above") << qint64(200'001) << qint64(0) << true << 2 * Usd;
        QTest::newRow("cached within") << qint64(200'000) << qint64(150'000) << true << 1 * Usd;
        QTest::newRow("cached besides, at it") << qint64(50'000) << qint64(150'000) << false << Usd;
        QTest::newRow("cached besides, above")
            << qint64(50'001) << qint64(150'000) << false << 2 * Usd;
    }

    void picksTheTierByAllOfThePrompt()
    {
        QFETCH(const qint64, input);
        QFETCH(const qint64, cacheRead);
        QFETCH(const bool, held);
        Pricing tiers;
        tiers.tiers = {PriceTier{200'000, TokenPrices{.input = {Usd}}},
                       PriceTier{0, TokenPrices{.input = {2 * Usd}}}};
        TokenUsage usage = openAi(input, 1);
        usage.cacheRead = reported(cacheRead);
        usage.inputHoldsCacheRead = held;
        QTEST(charge(usage, matchOf(tiers)).lines[0].perMillion.nanoUsd, "price");
    }

    void anAliasHasAPriceOfItsOwn()
    {
        Pricing pricing;
        pricing.tiers = {PriceTier{0, TokenPrices{.input = {Usd}}}};
        pricing.overrides.insert("old", TokenPrices{.input = {5 * Usd}});
        PriceMatch match = matchOf(pricing);
        QCOMPARE(*charge(openAi(1'000'000, 0), match).total, Money{Usd});
        match.name = "old";
        QCOMPARE(*charge(openAi(1'000'000, 0), match).total, Money{5 * Usd});
    }

    void labelsWhatItIsWorth_data()
    {
        QTest::addColumn<TokenUsage>("usage");
        QTest::addColumn<bool>("exactPrice");
        QTest::addColumn<Label>("label");
        const TokenUsage none;
        TokenUsage estimate;
        estimate.input = estimated(100);
        TokenUsage noOutput;
        noOutput.input = reported(100);
        TokenUsage embedding = noOutput;
        embedding.total = reported(100);
        TokenUsage cut = noOutput;
        cut.total = reported(101);
        TokenUsage onlyOutput;
        onlyOutput.output = reported(5);
        TokenUsage onlyTotal;
        onlyTotal.total = reported(5);
        TokenUsage guessedThought = openAi(100, 10);
        guessedThought.thought = estimated(5);
        QTest::newRow("all told") << openAi(1, 1) << true << Label::Reported;
        QTest::newRow("told to be none") << openAi(0, 0) << true << Label::Reported;
        QTest::newRow("price of another version") << openAi(1, 1) << false << Label::Estimated;
        QTest::newRow("nothing told") << none << true << Label::Unknown;
        QTest::newRow("the request's estimate") << estimate << true << Label::Estimated;
        QTest::newRow("no word of output") << noOutput << true << Label::Estimated;
        QTest::newRow("no output by the total") << embedding << true << Label::Reported;
        QTest::newRow("some output by the total") << cut << true << Label::Estimated;
        QTest::newRow("no word of input") << onlyOutput << true << Label::Estimated;
        QTest::newRow("a total alone") << onlyTotal << true << Label::Unknown;
        QTest::newRow("guessed reasoning") << guessedThought << true << Label::Estimated;
    }

    void labelsWhatItIsWorth()
    {
        QFETCH(const TokenUsage, usage);
        QFETCH(const bool, exactPrice);
        QFETCH(const Label, label);
        PriceMatch match = matchOf(prices());
        match.isEstimate = !exactPrice;
        const Charge made = charge(usage, match);
        QCOMPARE(nameOf(made.label), nameOf(label));
        QCOMPARE(made.total.has_value(), label != Label::Unknown);
    }

    void outputThatCostsNothingNeedNotBeTold()
    {
        TokenUsage usage;
        usage.input = reported(100);
        TokenPrices embedding = prices();
        embedding.output = {};
        QCOMPARE(charge(usage, matchOf(embedding)).label, Label::Reported);
    }

    void aGuessBetweenEqualPricesIsNoGuess()
    {
        TokenUsage usage = openAi(100, 10);
        usage.thought = estimated(5);
        TokenPrices listed = prices();
        listed.thought = listed.output;
        const Charge made = charge(usage, matchOf(listed));
        QCOMPARE(made.label, Label::Reported);
        QCOMPARE(linesOf(made), QByteArray("input 100, output 10"));
    }

    // Unknown is not free.
    void hasNoAmountWithoutAPrice()
    {
        const Charge made = charge(openAi(1000, 500), std::nullopt);
        QCOMPARE(made, Charge());
        QVERIFY(!made.total);
    }

    void freeIsNotUnknown()
    {
        const Charge made = charge(openAi(1000, 500), matchOf(TokenPrices()));
        QCOMPARE(made.label, Label::Reported);
        QCOMPARE(*made.total, Money{});
    }

    void addsUpWhatWasReadAndWritten()
    {
        TokenUsage usage = openAi(100, 10);
        usage.cacheRead = reported(60);
        QCOMPARE(totalTokens(usage), 110);
        usage.inputHoldsCacheRead = false;
        QCOMPARE(promptTokens(usage), 160);
        QCOMPARE(totalTokens(usage), 170);
        usage.total = reported(110);
        QCOMPARE(totalTokens(usage), 110);
    }
};
QTEST_APPLESS_MAIN(ChargeTest)
#include "tst_charge.moc"
