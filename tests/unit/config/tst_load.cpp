// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

class LoadTest : public QObject
{
    Q_OBJECT

private slots:
    void reportsAllProblemsAtOnce()
    {
        const auto loaded = loadText("server: {port: x, prot: 1}\nlogging: {level: y}\n");
        QVERIFY(!loaded.has_value());
        QCOMPARE(loaded.error().size(), 3);
    }

    void laterLayersWin()
    {
        const auto loaded = load({layer("providers: {}\nserver: {port: 1, workers: 2}"),
                                  layer("server: {port: 2}"),
                                  singleValue({"server", "port"}, "3", QStringLiteral("top"))},
                                 {});
        QCOMPARE(loaded->config.server.port, quint16(3));
        QCOMPARE(loaded->config.server.workers, 2);
    }

    void aBadValueIsReportedWhereItWasWritten()
    {
        const auto loaded =
            load({layer("providers: {}"),
                  singleValue({"server", "port"}, "http", QStringLiteral("environment PORT"))},
                 {});
        QCOMPARE(allProblems(loaded),
                 QStringLiteral("environment PORT: server.port: http is not allowed, must be a "
                                "whole number from 0 to 65535"));
    }

    void checksAfterExpansion()
    {
        Surroundings surroundings;
        surroundings.environment = {{"P", "8080"}};
        const auto loaded = loadText("server: {port: \"${P}\"}", surroundings);
        QVERIFY2(!loaded.has_value(), "quotes make it text, whatever the variable holds");
        const auto plain = loadText("server:\n  port: ${P}\n", surroundings);
        QCOMPARE(plain->config.server.port, quint16(8080));
        QVERIFY(!loadText("server:\n  port: ${UNSET}\n", surroundings).has_value());
    }

    void nullMeansTheDefault()
    {
        const auto loaded = load({layer("providers: {}\nserver: {port: 1}"),
                                  layer("server: {port: null, listen: }\nlogging:\n")},
                                 {});
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(loaded->config.server.port, quint16(9002));
    }

    void noTextBringsItDown_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        // Every key with every shape of a wrong value: problems, never a crash.
        for (const char *value : {"null",
                                  "5",
                                  "-5",
                                  "text",
                                  "\"\"",
                                  "[]",
                                  "[1]",
                                  "[[1]]",
                                  "{}",
                                  "{a: 1}",
                                  "{a: {b: {c: 1}}}",
                                  "[{a: 1}]",
                                  "true",
                                  "1.5"}) {
            for (const char *key : {"server",
                                    "server.port",
                                    "server.listen",
                                    "features",
                                    "features.circuit_breaker",
                                    "features.circuit_breaker.redis",
                                    "features.rate_limiting.overrides.per_key",
                                    "features.rate_limiting.estimation.provider_chars_per_token",
                                    "features.cost_tracking.transports",
                                    "providers",
                                    "providers.openai",
                                    "providers.openai.models",
                                    "providers.openai.models.m",
                                    "providers.openai.models.m.pricing",
                                    "providers.openai.models.m.pricing.overrides",
                                    "providers.openai.models.m.pricing.tiers",
                                    "retired_models",
                                    "retired_models.openai",
                                    "retired_models.openai.m"}) {
                QByteArray yaml;
                QByteArray indent;
                for (const QByteArray &segment : QByteArray(key).split('.')) {
                    yaml += indent + segment + ":\n";
                    indent += ' ';
                }
                yaml.chop(1);
                yaml += ' ' + QByteArray(value) + '\n';
                QTest::addRow("%s %s", key, value) << yaml;
            }
        }
    }

    void noTextBringsItDown()
    {
        QFETCH(QByteArray, yaml);
        const Node base = layer("providers: {openai: {models: {m: {enabled: true, pricing: "
                                "{input: 1, output: 1}}}}}");
        const auto loaded = load({base, layer(yaml)}, {});
        QVERIFY(loaded || hasErrors(loaded.error()));
        const auto alone = load({layer(yaml)}, {});
        QVERIFY(alone || hasErrors(alone.error()));
    }
};
QTEST_APPLESS_MAIN(LoadTest)
#include "tst_load.moc"
