// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_test.h"

#include <QFile>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

namespace {

Result<Loaded, Problems> loadShipped(const QString &name, const Environment &environment = {})
{
    QFile file(QFINDTESTDATA(QString(u"../../../configs/" + name)));
    if (!file.open(QIODevice::ReadOnly))
        return Failure<Problems>({Problem{Severity::Error, {}, {}, file.errorString()}});
    const auto overlay = readYaml(file.readAll(), name);
    if (!overlay)
        return Failure<Problems>({overlay.error()});
    Surroundings strict;
    strict.unknownKeys = Severity::Error;
    strict.environment = environment;
    return load({baseLayer(), *overlay}, strict);
}

} // namespace

class ShippedFilesTest : public QObject
{
    Q_OBJECT

private slots:
    void loadWithoutAComplaint_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"base.yml", "dev.yml", "staging.yml", "production.yml"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void loadWithoutAComplaint()
    {
        QFETCH(QString, name);
        const auto loaded = loadShipped(name);
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(allProblems(loaded), QString());
    }

    void theBuiltInCopyIsTheFile()
    {
        QFile file(QFINDTESTDATA("../../../configs/base.yml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(builtInBase().toByteArray(), file.readAll());
    }

    void baseHasEveryFeatureOff()
    {
        const Config config = loadShipped(QStringLiteral("base.yml"))->config;
        QVERIFY(!config.circuitBreaker.enabled && !config.rateLimiting.enabled);
        QVERIFY(!config.costTracking.enabled);
        QVERIFY(!config.providers["bedrock"].enabled);
        for (const char *name : {"openai", "anthropic", "gemini"})
            QVERIFY2(config.providers[name].enabled, name);
    }

    void basePricesEveryModelAndDatesThem()
    {
        const Config config = loadShipped(QStringLiteral("base.yml"))->config;
        for (auto provider = config.providers.cbegin(); provider != config.providers.cend();
             ++provider) {
            QVERIFY2(provider->pricesAsOf.isValid(), provider.key().constData());
            QVERIFY2(provider->models.size() > 10, provider.key().constData());
            for (auto model = provider->models.cbegin(); model != provider->models.cend(); ++model)
                QVERIFY2(model->enabled && model->pricing.pricesFor(model.key(), 1),
                         model.key().constData());
        }
    }

    void basePricesLongPromptsAndOldSnapshots()
    {
        const Config config = loadShipped(QStringLiteral("base.yml"))->config;
        const Model *gemini = config.providers["gemini"].findModel("gemini-2.5-pro");
        QCOMPARE(gemini->pricing.pricesFor("gemini-2.5-pro", 100'000)->input.nanoUsd,
                 qint64(1'250'000'000));
        QCOMPARE(gemini->pricing.pricesFor("gemini-2.5-pro", 300'000)->input.nanoUsd,
                 qint64(2'500'000'000));
        const Model *gpt4o = config.providers["openai"].findModel("gpt-4o-2024-05-13");
        QCOMPARE(gpt4o->pricing.pricesFor("gpt-4o-2024-05-13", 1)->input.nanoUsd,
                 qint64(5'000'000'000));
        QCOMPARE(gpt4o->pricing.pricesFor("gpt-4o", 1)->input.nanoUsd, qint64(2'500'000'000));
    }

    // Anthropic's one-hour cache costs twice the input, whatever the model.
    void basePricesTheLongCacheOfAnthropic()
    {
        const Config config = loadShipped(QStringLiteral("base.yml"))->config;
        const auto &models = config.providers["anthropic"].models;
        for (auto model = models.cbegin(); model != models.cend(); ++model) {
            for (const cost::PriceTier &tier : model->pricing.tiers) {
                const cost::TokenPrices &prices = tier.prices;
                if (prices.cacheWrite != prices.input) // else it has no cache
                    QVERIFY2(prices.cacheWriteLong.nanoUsd == 2 * prices.input.nanoUsd,
                             model.key().constData());
            }
        }
    }

    // The quick start of the README must reach the upstream, not the list of retired models.
    void theReadmesModelsAreNotAnsweredHere()
    {
        const Config config = loadShipped(QStringLiteral("dev.yml"))->config;
        QVERIFY(!config.findRetired("openai", "gpt-3.5-turbo"));
        QVERIFY(!config.findRetired("anthropic", "claude-3-sonnet-20240229"));
        QVERIFY(!config.findRetired("gemini", "gemini-pro"));
        QVERIFY(config.findRetired("anthropic", "claude-3-opus-latest"));
    }

    void devNeedsNothingElse()
    {
        const Config config = loadShipped(QStringLiteral("dev.yml"))->config;
        QVERIFY(config.circuitBreaker.enabled && config.circuitBreaker.testModeEnabled);
        QVERIFY(config.circuitBreaker.mode == CircuitBreaker::Mode::Enforce);
        QVERIFY(config.rateLimiting.enabled && config.traffic.captureBodies);
        QVERIFY(!config.circuitBreaker.redis && !config.circuitBreaker.datadog);
        QVERIFY(!config.rateLimiting.redis);
    }

    void productionKeepsNoBodiesAndHasNoTestModes()
    {
        for (const char *name : {"production.yml", "staging.yml"}) {
            const Config config = loadShipped(QString::fromLatin1(name))->config;
            QVERIFY(config.circuitBreaker.enabled && !config.circuitBreaker.testModeEnabled);
            QCOMPARE(config.circuitBreaker.bypassReasonAllowlist.size(), 4);
            QCOMPARE(config.circuitBreaker.rollupThreshold, 3);
            QVERIFY(config.circuitBreaker.retryContribution
                    == CircuitBreaker::RetryContribution::On);
            QVERIFY(config.circuitBreaker.backend == Backend::Memory);
        }
        QVERIFY(!loadShipped(QStringLiteral("production.yml"))->config.traffic.captureBodies);
    }
};
QTEST_APPLESS_MAIN(ShippedFilesTest)
#include "tst_shipped_files.moc"
