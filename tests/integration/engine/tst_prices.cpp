// SPDX-License-Identifier: MIT
#include "engine/prices.h"

#include <QTest>

using namespace llmproxy;
using cost::Money;

namespace {

config::Model modelAt(qint64 nanoUsd, const QByteArrayList &aliases = {})
{
    config::Model model;
    model.enabled = true;
    model.aliases = aliases;
    model.pricing.tiers = {cost::PriceTier{0, cost::TokenPrices{.input = {nanoUsd}}}};
    return model;
}

EngineSettings settingsWith(const config::Provider &provider)
{
    auto config = std::make_shared<config::Config>();
    config->providers.insert("p", provider);
    EngineSettings settings;
    settings.config = config;
    return settings;
}

} // namespace

class PricesTest : public QObject
{
    Q_OBJECT

private slots:
    void listsEnabledModelsUnderAllTheirNames()
    {
        config::Provider provider;
        provider.pricesAsOf = QDate(2026, 1, 31);
        provider.models.insert("m", modelAt(5, {"alias"}));
        provider.models.insert("off", modelAt(7));
        provider.models["off"].enabled = false;
        const auto book = makePriceBook(settingsWith(provider));
        const auto match = book->find("p", "alias");
        QVERIFY(match);
        QCOMPARE(match->pricing->pricesFor("alias", 1)->input, Money{5});
        QCOMPARE(match->asOf, QDate(2026, 1, 31));
        QVERIFY(!book->find("p", "off"));
    }

    void leavesOutProvidersThatAreOff()
    {
        config::Provider provider;
        provider.enabled = false;
        provider.models.insert("m", modelAt(5));
        EngineSettings settings = settingsWith(provider);
        QVERIFY(!makePriceBook(settings)->find("p", "m"));
        settings.demoUpstream = "http://127.0.0.1:1"; // a demo turns all of them on
        QVERIFY(makePriceBook(settings)->find("p", "m"));
    }
};
QTEST_APPLESS_MAIN(PricesTest)
#include "tst_prices.moc"
