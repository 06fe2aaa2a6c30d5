// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

class FeatureRulesTest : public QObject
{
    Q_OBJECT

private slots:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *yaml, const char *key) {
            QTest::newRow(yaml) << QByteArray(yaml) << QString::fromLatin1(key);
        };
        row("server: {port: -1}", "server.port");
        row("server: {port: 65536}", "server.port");
        row("server: {port: \"9002\"}", "server.port");
        row("server: {workers: 65}", "server.workers");
        row("server: {max_header_bytes: 10}", "server.max_header_bytes");
        row("server: {header_timeout_seconds: 0}", "server.header_timeout_seconds");
        row("server: {max_body_bytes: -1}", "server.max_body_bytes");
        row("server: {listen: []}", "server.listen");
        row("server: {listen: example.com}", "server.listen");
        row("server: {listen: \"*\"}", "server.listen");
        row("server: {listen: {a: 1}}", "server.listen");
        row("server: {admin_auth: maybe}", "server.admin_auth");
        row("server: 5", "server");
        row("logging: {level: loud}", "logging.level");
        row("logging: {format: xml}", "logging.format");
        row("traffic: {store: disk}", "traffic.store");
        row("traffic: {memory_mb: 0}", "traffic.memory_mb");
        row("features: {upstream: {response_header_timeout_seconds: -1}}",
            "features.upstream.response_header_timeout_seconds");
        row("features: {upstream: {connect_timeout_seconds: 0}}",
            "features.upstream.connect_timeout_seconds");
        row("features: {upstream: {proxy: \"socks5://p\"}}", "features.upstream.proxy");
        row("features: {cost_tracking: {enabled: true}}", "features.cost_tracking.transports");
        row("features: {cost_tracking: {enabled: true, transports: [{}]}}",
            "features.cost_tracking.transports[0].type");
        row("features: {cost_tracking: {transports: [{type: post}]}}",
            "features.cost_tracking.transports[0].type");
        row("features: {cost_tracking: {enabled: true, transports: [{type: file}]}}",
            "features.cost_tracking.transports[0].file.path");
        row("features: {cost_tracking: {transports: {type: file}}}",
            "features.cost_tracking.transports");
        row("features: {cost_tracking: {queue_size: 0}}", "features.cost_tracking.queue_size");
        row("retired_models: {openai: {old: {retired_date: 2025-01-01}}}",
            "retired_models.openai.old.replacement");
        row("retired_models: {openai: {old: {replacement: new}}}",
            "retired_models.openai.old.retired_date");
        row("retired_models: {openai: {old: {retired_date: 2025-02-30, replacement: new}}}",
            "retired_models.openai.old.retired_date");
        row("retired_models: {openai: {old: {retired_date: 2025-01-01, replacement: new, "
            "aliases: [old]}}}",
            "retired_models.openai.old.aliases");
        row("retired_models: {openai: {old: {retired_date: 2025-01-01, replacement: new, "
            "aliases: [\"\"]}}}",
            "retired_models.openai.old.aliases");
    }

    void refuses()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, key);
        const auto loaded = loadText(yaml);
        QVERIFY(!loaded.has_value());
        const QString line = allProblems(loaded);
        QVERIFY2(line.contains(QStringLiteral(": ") + key + QStringLiteral(": ")),
                 qPrintable(line));
        QVERIFY2(line.startsWith(QStringLiteral("test.yml:1:")), qPrintable(line));
    }

    void saysWhatIsAllowed()
    {
        QCOMPARE(allProblems(loadText("server:\n  port: 70000\n")),
                 QStringLiteral("test.yml:2:9: server.port: 70000 is not allowed, must be a whole "
                                "number from 0 to 65535"));
        QCOMPARE(allProblems(loadText("logging: {level: loud}")),
                 QStringLiteral("test.yml:1:18: logging.level: loud is not allowed, must be debug, "
                                "info, warn or error"));
    }

    void readsTheServer()
    {
        Surroundings surroundings;
        surroundings.cores = 3;
        const auto loaded = loadText(R"(server:
  listen: 0.0.0.0
  port: 0
  drain_seconds: 5
  max_body_bytes: 1_000_000
  allowed_hosts: [Proxy.Example, other]
)",
                                     surroundings);
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const Server &server = loaded->config.server;
        QCOMPARE(server.listen, QByteArrayList{"0.0.0.0"});
        QVERIFY(!server.listensOnLoopbackOnly());
        QVERIFY(Server().listensOnLoopbackOnly());
        QCOMPARE(server.port, quint16(0));
        QCOMPARE(server.workers, 3);
        QCOMPARE(server.drain, std::chrono::seconds(5));
        QCOMPARE(server.maxBodyBytes, qint64(1'000'000));
        QCOMPARE(server.allowedHosts, (QByteArrayList{"proxy.example", "other"}));
    }

    void takesAtMostFourWorkersUnlessTold_data()
    {
        QTest::addColumn<int>("cores");
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<int>("workers");
        QTest::newRow("one core") << 1 << QByteArray("0") << 1;
        QTest::newRow("four cores") << 4 << QByteArray("0") << 4;
        QTest::newRow("five cores") << 5 << QByteArray("0") << 4;
        QTest::newRow("unknown cores") << 0 << QByteArray("0") << 1;
        QTest::newRow("told") << 2 << QByteArray("12") << 12;
    }

    void takesAtMostFourWorkersUnlessTold()
    {
        QFETCH(int, cores);
        QFETCH(QByteArray, written);
        QFETCH(int, workers);
        Surroundings surroundings;
        surroundings.cores = cores;
        const auto loaded = loadText("server: {workers: " + written + '}', surroundings);
        QCOMPARE(loaded->config.server.workers, workers);
    }

    void warnsOfAnOpenAdminPort()
    {
        const auto loaded = loadText("server: {admin_auth: none, listen: \"::\"}");
        QVERIFY(
            allProblems(loaded).contains(QStringLiteral("server.admin_auth: none has no effect")));
        QCOMPARE(allProblems(loadText("server: {admin_auth: none}")), QString());
    }

    void keepsAProxyThatCanBeUsed()
    {
        QCOMPARE(loadText("")->config.upstream.proxy, QByteArray());
        const auto written = loadText("features: {upstream: {proxy: \"http://u:p@c:3\"}}");
        QCOMPARE(written->config.upstream.proxy, QByteArray("http://u:p@c:3"));
        const auto refused = loadText("features: {upstream: {proxy: \"socks5://u:secret@c\"}}");
        QVERIFY(!refused.has_value());
        QVERIFY(allProblems(refused).contains(QStringLiteral("features.upstream.proxy")));
        QVERIFY(!allProblems(refused).contains(QStringLiteral("secret")));
    }

    void readsCostTracking()
    {
        Surroundings surroundings;
        surroundings.environment = {{"COST_TRACKING_FILE", "/var/costs.jsonl"}};
        const auto loaded = loadText(R"(features:
  cost_tracking:
    enabled: true
    async: yes
    flush_interval: 3
    transports:
      - {type: file, file: {path: a.jsonl}}
      - {type: dynamodb, dynamodb: {table_name: t, region: r}}
      - {type: datadog, datadog: {host: h, port: 1, tags: [a]}}
)",
                                     surroundings);
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QVERIFY(
            allProblems(loaded).contains(QStringLiteral("transports[1].type: dynamodb is not")));
        const CostTracking &tracking = loaded->config.costTracking;
        QVERIFY(tracking.async);
        QCOMPARE(tracking.flushInterval, std::chrono::seconds(3));
        QCOMPARE(tracking.transports.size(), 2);
        QCOMPARE(tracking.transports[0].path, "a.jsonl");
        QCOMPARE(tracking.transports[1].datadog, (Datadog{"h", 1, "llm", {"a"}, 1}));
        QCOMPARE(tracking.fallbackFile, "/var/costs.jsonl");
    }

    void readsTheRest()
    {
        const auto loaded = loadText(R"(logging: {level: warn, format: json}
traffic: {capture_bodies: no, max_body_bytes: 0, memory_mb: 1, store: none, max_age_days: 30, full_text: yes}
features: {upstream: {connect_timeout_seconds: 1, body_idle_timeout_seconds: 0, ca_file: x.pem}}
)");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(loaded->config.logging, (Logging{Logging::Level::Warning, Logging::Format::Json}));
        Traffic traffic;
        traffic.captureBodies = false;
        traffic.maxBodyBytes = 0;
        traffic.memoryMiB = 1;
        traffic.store = Traffic::Store::None;
        traffic.maxAge = std::chrono::days(30);
        traffic.fullText = true;
        QCOMPARE(loaded->config.traffic, traffic);
        QCOMPARE(loaded->config.upstream.connectTimeout, std::chrono::seconds(1));
        QCOMPARE(loaded->config.upstream.bodyIdleTimeout, std::chrono::seconds(0));
        QCOMPARE(loaded->config.upstream.caFile, "x.pem");
    }

    void findsRetiredModelsByNameAndAlias()
    {
        const auto loaded = loadText("retired_models: {openai: {old: {retired_date: 2025-03-01, "
                                     "replacement: new, aliases: [older]}}}");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const Config &config = loaded->config;
        QCOMPARE(config.findRetired("openai", "old")->replacement, "new");
        QCOMPARE(config.findRetired("openai", "older")->retired, QDate(2025, 3, 1));
        QVERIFY(!config.findRetired("openai", "new"));
        QVERIFY(!config.findRetired("gemini", "old"));
    }

    void aRetiredNameMayNotRepeat()
    {
        const auto loaded = loadText(
            "retired_models: {openai: {a: {retired_date: 2025-03-01, replacement: n, aliases: [x]},"
            " b: {retired_date: 2025-03-01, replacement: n, aliases: [x]}}}");
        QVERIFY(!loaded.has_value());
        QVERIFY(allProblems(loaded).contains(QStringLiteral("x is listed twice")));
    }
};
QTEST_APPLESS_MAIN(FeatureRulesTest)
#include "tst_feature_rules.moc"
