// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

namespace {

Result<Loaded, Problems> loadProviders(const QByteArray &providers,
                                       const Surroundings &surroundings = {})
{
    return load({layer("providers: " + providers)}, surroundings);
}

} // namespace

class ProvidersTest : public QObject
{
    Q_OBJECT

private slots:
    void mustBePresent_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("problem");
        QTest::newRow("missing") << QByteArray("server: {}")
                                 << QStringLiteral("providers: is missing");
        QTest::newRow("null") << QByteArray("providers:") << QStringLiteral("providers: is empty");
        QTest::newRow("text") << QByteArray("providers: x")
                              << QStringLiteral("providers: x is not allowed");
        QTest::newRow("empty") << QByteArray("providers: {}") << QString();
    }

    void mustBePresent()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, problem);
        const auto loaded = load({layer(yaml)}, {});
        QCOMPARE(loaded.has_value(), problem.isEmpty());
        QVERIFY2(allProblems(loaded).contains(problem), qPrintable(allProblems(loaded)));
    }

    void nullIsAnErrorOverABaseToo()
    {
        const auto loaded = load({layer("providers: {}"), layer("\nproviders:\n")}, {});
        QVERIFY(!loaded.has_value());
        QVERIFY(allProblems(loaded).startsWith(QStringLiteral("test.yml:2:")));
    }

    void theFourHaveTheirVendorsAddresses()
    {
        const auto loaded = loadProviders("{openai: {}, anthropic: {}, gemini: , bedrock: {}}");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const auto &providers = loaded->config.providers;
        QCOMPARE(providers["openai"].baseUrl.toByteArray(), "https://api.openai.com");
        QCOMPARE(providers["anthropic"].baseUrl.toByteArray(), "https://api.anthropic.com");
        QCOMPARE(providers["gemini"].baseUrl.toByteArray(),
                 "https://generativelanguage.googleapis.com");
        QVERIFY(providers["openai"].enabled && providers["anthropic"].enabled);
        QVERIFY(providers["gemini"].enabled && !providers["bedrock"].enabled);
        QCOMPARE(providers["gemini"].type, "gemini");
        QVERIFY(providers["openai"].cors == Provider::Cors::Any);
    }

    void bedrockFollowsTheRegion_data()
    {
        QTest::addColumn<QByteArray>("region");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("not set") << QByteArray() << QByteArray("us-west-2");
        QTest::newRow("set") << QByteArray("eu-central-1") << QByteArray("eu-central-1");
        QTest::newRow("government") << QByteArray("us-gov-east-1") << QByteArray("us-gov-east-1");
    }

    void bedrockFollowsTheRegion()
    {
        QFETCH(QByteArray, region);
        QFETCH(QByteArray, host);
        Surroundings surroundings;
        surroundings.environment = {{"AWS_REGION", region}};
        const auto loaded = loadProviders("{bedrock: {enabled: true}}", surroundings);
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const Provider &bedrock = loaded->config.providers["bedrock"];
        QCOMPARE(bedrock.baseUrl.host, QByteArray("bedrock-runtime." + host + ".amazonaws.com"));
        QCOMPARE(bedrock.region, host);
        QVERIFY(bedrock.regional);
    }

    void aBadRegionMattersOnlyToBedrock()
    {
        Surroundings surroundings;
        surroundings.environment = {{"AWS_REGION", "evil.com/"}};
        const auto on = loadProviders("{bedrock: {enabled: true}}", surroundings);
        QVERIFY(!on.has_value());
        QVERIFY(allProblems(on).startsWith(QStringLiteral("environment AWS_REGION: ")));
        QVERIFY(loadProviders("{bedrock: {enabled: false}}", surroundings).has_value());
    }

    void anAddressOfItsOwnIsNotRegional()
    {
        const auto loaded =
            loadProviders("{bedrock: {enabled: true, base_url: \"http://127.0.0.1:9\"}}");
        const Provider &bedrock = loaded->config.providers["bedrock"];
        QVERIFY(!bedrock.regional);
        QCOMPARE(bedrock.baseUrl.toByteArray(), "http://127.0.0.1:9");
    }

    void aFurtherProviderNeedsItsType()
    {
        const auto loaded =
            loadProviders("{ollama: {type: openai, base_url: \"http://localhost:11434/v1/\"}}");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const Provider &ollama = loaded->config.providers["ollama"];
        QVERIFY(ollama.enabled);
        QCOMPARE(ollama.type, "openai");
        QVERIFY(ollama.cors == Provider::Cors::Loopback);
        QCOMPARE(ollama.baseUrl, (BaseUrl{false, "localhost", 11434, "/v1"}));
    }

    void namesTheTypesThereAre_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QString>("problem");
        QTest::newRow("missing") << QByteArray("{}")
                                 << QStringLiteral("providers.ollama.type: is missing");
        QTest::newRow("unknown") << QByteArray("{type: llama}")
                                 << QStringLiteral("providers.ollama.type: llama is not allowed");
    }

    void namesTheTypesThereAre()
    {
        QFETCH(QByteArray, provider);
        QFETCH(QString, problem);
        const QString text = allProblems(loadProviders("{ollama: " + provider + "}"));
        problem += QStringLiteral(", must be openai, anthropic, gemini or bedrock");
        QVERIFY2(text.contains(problem), qPrintable(text));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("providers");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *providers, const char *key) {
            QTest::newRow(providers) << QByteArray(providers) << QString::fromLatin1(key);
        };
        row("{ollama: {}}", "providers.ollama.type");
        row("{ollama: {type: llama}}", "providers.ollama.type");
        row("{openai: {enabled: 1}}", "providers.openai.enabled");
        row("{openai: {base_url: \"ftp://x\"}}", "providers.openai.base_url");
        row("{openai: {base_url: \"https://u:p@x\"}}", "providers.openai.base_url");
        row("{openai: {cors: none}}", "providers.openai.cors");
        row("{openai: {auth: task_sigv4}}", "providers.openai.auth");
        row("{openai: {as_of: yesterday}}", "providers.openai.as_of");
        row("{openai: {response_header_timeout_seconds: -1}}",
            "providers.openai.response_header_timeout_seconds");
        row("{openai: 5}", "providers.openai");
        row("{openai: {models: [a]}}", "providers.openai.models");
        row("{openai: {models: {m: {aliases: {a: 1}}}}}", "providers.openai.models.m.aliases");
        row("{openai: {models: {m: {deprecated: 1}}}}", "providers.openai.models.m.deprecated");
        row("{openai: {models: {m: {enabled: true, pricing: 5}}}}",
            "providers.openai.models.m.pricing");
        row("{openai: {models: {m: {enabled: true, pricing: {input: 1}}}}}",
            "providers.openai.models.m.pricing.output");
        row("{openai: {models: {a: {aliases: [x]}, b: {aliases: [x]}}}}",
            "providers.openai.models.b.aliases");
        row("{openai: {models: {a: {}, b: {aliases: [a]}}}}", "providers.openai.models.b.aliases");
        row("{admin: {type: openai}}", "providers.admin");
        row("{\"a b\": {type: openai}}", "providers.a b");
        row("{Upper: {type: openai}}", "providers.Upper");
        row("{\"a/b\": {type: openai}}", "providers.a/b");
    }

    void refuses()
    {
        QFETCH(QByteArray, providers);
        QFETCH(QString, key);
        const auto loaded = loadProviders(providers);
        QVERIFY(!loaded.has_value());
        const QString line = allProblems(loaded);
        QVERIFY2(line.contains(QStringLiteral(": ") + key + QStringLiteral(": ")),
                 qPrintable(line));
        QVERIFY2(line.startsWith(QStringLiteral("test.yml:1:")), qPrintable(line));
    }

    void resolvesTheHeaderTimeout()
    {
        const auto loaded = load({layer("features: {upstream: {response_header_timeout_seconds: "
                                        "50}}\nproviders:\n"
                                        "  openai: {response_header_timeout_seconds: 7}\n"
                                        "  gemini: {response_header_timeout_seconds: 0}\n"
                                        "  anthropic: {}\n")},
                                 {});
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const Config &config = loaded->config;
        QCOMPARE(config.responseHeaderTimeout("openai"), std::chrono::seconds(7));
        QCOMPARE(config.responseHeaderTimeout("gemini"), std::chrono::seconds(50));
        QCOMPARE(config.responseHeaderTimeout("anthropic"), std::chrono::seconds(50));
        QCOMPARE(config.responseHeaderTimeout("nobody"), std::chrono::seconds(50));
        const auto zero = loadText("features: {upstream: {response_header_timeout_seconds: 0}}");
        QCOMPARE(zero->config.responseHeaderTimeout("any"), std::chrono::seconds(300));
    }

    void anOverlayLeavesTheRestAlone()
    {
        const auto base = load({baseLayer()}, {});
        const auto over = load(
            {baseLayer(), layer("providers: {gemini: {response_header_timeout_seconds: 9}}")}, {});
        QVERIFY2(over.has_value(), qPrintable(allProblems(over)));
        Config expected = base->config;
        expected.providers["gemini"].responseHeaderTimeout = std::chrono::seconds(9);
        QCOMPARE(over->config, expected);
        QVERIFY(over->config.providers["openai"].enabled);
    }

    void findsModelsByNameAndAlias()
    {
        const auto loaded = loadProviders(
            "{openai: {models: {gpt-4.1: {enabled: true, aliases: [four], deprecated: true, "
            "replacement: five, pricing: {input: 2, output: 8}}}}}");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const Provider &openai = loaded->config.providers["openai"];
        QByteArray name;
        const Model *model = openai.findModel("four", &name);
        QVERIFY(model && model->enabled && model->deprecated);
        QCOMPARE(name, "gpt-4.1");
        QCOMPARE(model->replacement, "five");
        QCOMPARE(model->pricing.pricesFor("four", 1)->output.nanoUsd, qint64(8'000'000'000));
        QVERIFY(openai.findModel("gpt-4.1") == model);
        QVERIFY(!openai.findModel("gpt"));
    }

    void warns_data()
    {
        QTest::addColumn<QByteArray>("providers");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *providers, const char *expected) {
            QTest::newRow(name) << QByteArray(providers) << QString::fromLatin1(expected);
        };
        row("a price that is not used",
            "{openai: {models: {m: {pricing: {input: 1, output: 1}}}}}",
            "providers.openai.models.m.enabled: is missing");
        row("an override for a stranger",
            "{openai: {models: {m: {enabled: true, pricing: {input: 1, output: 1, overrides: "
            "{other: {input: 1, output: 1}}}}}}}",
            "has an override for other");
        row("an alias of two providers",
            "{openai: {models: {m: {aliases: [x]}}}, gemini: {models: {n: {aliases: [x]}}}}",
            "the alias x is also");
        row("keys of the original that do nothing", "{openai: {auth: proxy_api_key}}", "no effect");
    }

    void warns()
    {
        QFETCH(QByteArray, providers);
        QFETCH(QString, expected);
        const auto loaded = loadProviders(providers);
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(loaded->warnings.size(), 1);
        QVERIFY2(allProblems(loaded).contains(expected), qPrintable(allProblems(loaded)));
    }

    void acceptsWhatTheOriginalDidNotRead()
    {
        const auto loaded = loadProviders(
            "{openai: {default_limits: {tokens_per_minute: 5, burst_tokens: 7}, models: {m: "
            "{enabled: true, project_id: p, limits: {tokens_per_hour: 9}}}}}");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(allProblems(loaded), QString());
    }
};
QTEST_APPLESS_MAIN(ProvidersTest)
#include "tst_providers.moc"
