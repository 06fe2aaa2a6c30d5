// SPDX-License-Identifier: MIT
#include "engine/cost/price_book.h"

#include <QTest>

using namespace llmproxy::cost;

namespace {

Pricing flat(qint64 input)
{
    Pricing pricing;
    pricing.tiers = {PriceTier{0, TokenPrices{.input = {input}, .output = {input}}}};
    return pricing;
}

PriceBook bookOf(const QList<PricedModel> &models)
{
    PriceBook book;
    book.add("p", QDate(2026, 1, 31), models);
    return book;
}

} // namespace

class PriceBookTest : public QObject
{
    Q_OBJECT

private slots:
    void findsByNameAndAlias()
    {
        const PriceBook book = bookOf({{"gpt-4o", {"gpt-4o-2024-05-13"}, flat(7)}});
        const auto byName = book.find("p", "gpt-4o");
        QVERIFY(byName);
        QCOMPARE(byName->name, QByteArray("gpt-4o"));
        QCOMPARE(byName->asOf, QDate(2026, 1, 31));
        QVERIFY(!byName->isEstimate);
        const auto byAlias = book.find("p", "gpt-4o-2024-05-13");
        QVERIFY(byAlias);
        QCOMPARE(byAlias->name, QByteArray("gpt-4o-2024-05-13"));
        QCOMPARE(byAlias->model, QByteArray("gpt-4o"));
        QVERIFY(!byAlias->isEstimate);
        QCOMPARE(byAlias->pricing->tiers.size(), 1);
    }

    void keepsProvidersApart()
    {
        PriceBook book = bookOf({{"m", {}, flat(1)}});
        book.add("q", {}, {{"n", {}, flat(2)}});
        QVERIFY(!book.find("q", "m"));
        QVERIFY(!book.find("nobody", "m"));
        QVERIFY(!book.find("p", {}));
    }

    void leavesOutModelsWithoutAPrice() { QVERIFY(!bookOf({{"m", {"a"}, {}}}).find("p", "a")); }

    void takesAnotherVersionAsAnEstimate_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("name"); // empty: none is near
        const auto row = [](const char *model, const char *name) {
            QTest::newRow(model) << QByteArray(model) << QByteArray(name);
        };
        row("gpt-4o-2024-12-01", "gpt-4o");
        row("gpt-4o-latest", "gpt-4o");
        row("gpt-5-mini", "gpt-5-mini-2025-08-07");
        row("gpt-5-mini-2026-02-01", "gpt-5-mini-2025-08-07");
        row("claude-sonnet-4-20250514", "claude-sonnet-4");
        row("claude-sonnet-4@20250514", "claude-sonnet-4");
        row("us.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4-v1");
        row("anthropic.claude-sonnet-4-20250514-v2:0:200k", "anthropic.claude-sonnet-4-v1");
        row("arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-sonnet-4-v1:0",
            "anthropic.claude-sonnet-4-v1");
        row("gpt4o", ""); // near in letters is not near in price
        row("gpt-4", "");
        row("gpt-4o-mini", "");
        row("gpt-5", "");
        row("gpt-5.1-mini", "");
        row("claude-sonnet-4-5", "");
        row("claude-sonnet-4-5-20250929", "");
        row("completely-different-model", "");
        row("ft:gpt-4o-2024-08-06:org::1", "");
    }

    void takesAnotherVersionAsAnEstimate()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const QByteArray, name);
        const PriceBook book = bookOf({{"gpt-4o", {}, flat(1)},
                                       {"gpt-5-mini-2025-08-07", {}, flat(2)},
                                       {"claude-sonnet-4", {}, flat(3)},
                                       {"anthropic.claude-sonnet-4-v1", {}, flat(4)}});
        const auto match = book.find("p", model);
        QCOMPARE(match ? match->name : QByteArray(), name);
        if (match)
            QVERIFY(match->isEstimate);
    }

    // Of two that are equally near the order of the names decides, not that of the list.
    void breaksTiesByName()
    {
        const QList<PricedModel> models{{"m-2024-06-01", {}, flat(1)},
                                        {"m-2024-01-01", {}, flat(2)},
                                        {"m-2025-01-01", {}, flat(3)}};
        QList<PricedModel> reversed(models.rbegin(), models.rend());
        QCOMPARE(bookOf(models).find("p", "m")->name, QByteArray("m-2024-01-01"));
        QCOMPARE(bookOf(reversed).find("p", "m")->name, QByteArray("m-2024-01-01"));
    }

    void neverTakesOneModelForAnother()
    {
        const PriceBook book = bookOf({{"o1-pro", {}, flat(150)}, {"o3-pro", {}, flat(20)}});
        QVERIFY(!book.find("p", "o4-pro"));
    }

    void knowsWhatTellsAVersion_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("rest");
        const auto row = [](const char *model, const char *rest) {
            QTest::newRow(model) << QByteArray(model) << QByteArray(rest);
        };
        row("a-20250514", "a");
        row("a-20251301", "a-20251301");
        row("a-19990101", "a-19990101");
        row("a-2024-08-06", "a");
        row("a-2024-13-06", "a-2024-13-06");
        row("a-preview-05-20", "a-preview");
        row("a-0613", "a");
        row("a-0229", "a");
        row("a-0230", "a-0230");
        row("a-2407", "a");
        row("a-2413", "a-2413");
        row("a-001", "a");
        row("a-100", "a-100");
        row("a-1", "a-1");
        row("a-latest", "a");
        row("a-v2:0", "a");
        row("a-vision", "a-vision");
        row("a:0", "a");
        row("a:0:28k", "a");
        row("a:8b", "a:8b");
        row("us-gov.a", "a");
        row("x.a", "x.a");
        row("arn:aws:bedrock:r::foundation-model/a", "a");
        row("-latest", "-latest");
        row(":0", ":0");
        row("-05-20", "-05-20");
        row("", "");
    }

    void knowsWhatTellsAVersion()
    {
        QFETCH(const QByteArray, model);
        QTEST(unversioned(model), "rest");
    }
};
QTEST_APPLESS_MAIN(PriceBookTest)
#include "tst_price_book.moc"
