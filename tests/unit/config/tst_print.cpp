// SPDX-License-Identifier: MIT
#include "engine/config/print.h"
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

namespace {

QByteArray printed(const QByteArray &yaml, const Environment &environment = {})
{
    Surroundings surroundings;
    surroundings.environment = environment;
    const auto loaded =
        load({layer("providers: {}", QStringLiteral("base.yml")),
              layer(yaml, QStringLiteral("dev.yml")),
              singleValue({"logging", "level"}, "warn", QStringLiteral("environment LOG_LEVEL"))},
             surroundings);
    return loaded ? printYaml(loaded->tree) : allProblems(loaded).toUtf8();
}

} // namespace

class PrintTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhereEachValueComesFrom()
    {
        const QByteArray text = printed("server:\n  port: 8080\n");
        QVERIFY2(text.contains("\n  port: 8080  # dev.yml:2\n"), text.constData());
        QVERIFY2(text.contains("\n  level: warn  # environment LOG_LEVEL\n"), text.constData());
        QVERIFY2(text.contains("\n  drain_seconds: 30  # built in\n"), text.constData());
        QVERIFY2(text.contains("\nproviders: {}  # base.yml:1\n"), text.constData());
    }

    void masksSecrets()
    {
        const QByteArray text = printed(R"(features:
  circuit_breaker:
    enabled: true
    backend: redis
    redis: {url: "redis://user:s3cret@cache:6379/5", password: "${PASSWORD}"}
  upstream: {proxy: "http://user:s3cret@proxy:3128"}
  rate_limiting:
    overrides: {per_key: {sk-s3cret-0123456789-wxyz: {requests_per_minute: 5}, s3cret: {}}}
    pasword: s3cret
)",
                                        {{"PASSWORD", "s3cret"}});
        QVERIFY2(!text.contains("s3cret"), text.constData());
        QVERIFY2(text.contains("redis://***:***@cache:6379/5"), text.constData());
        QVERIFY2(text.contains("password: \"***REDACTED***\""), text.constData());
        QVERIFY2(text.contains("http://***:***@proxy:3128"), text.constData());
        QVERIFY2(text.contains("\"sk-***wxyz\":"), text.constData());
    }

    void listsEachValueByItsPath()
    {
        Surroundings surroundings;
        const auto loaded = load({layer("providers: {}\n"
                                        "server: {port: 8080}\n"
                                        "features:\n"
                                        "  cost_tracking:\n"
                                        "    enabled: true\n"
                                        "    transports: [{type: file, file: {path: a.jsonl}}]\n"
                                        "  upstream: {proxy: \"http://user:s3cret@proxy:3128\"}\n",
                                        QStringLiteral("dev.yml"))},
                                 surroundings);
        QVERIFY2(loaded, allProblems(loaded).toUtf8().constData());
        QMap<QByteArray, PrintedValue> values;
        const QList<PrintedValue> all = printValues(loaded->tree);
        for (const PrintedValue &value : all)
            values.insert(value.path, value);
        QCOMPARE(values.size(), all.size()); // each path once
        QCOMPARE(values["server.port"].value, "8080");
        QCOMPARE(values["server.port"].origin.layer, QStringLiteral("dev.yml"));
        QCOMPARE(values["server.port"].origin.line, 2);
        QCOMPARE(values["server.drain_seconds"].value, "30");
        QVERIFY(values.contains("features.cost_tracking.transports[0].type"));
        QVERIFY(!values["features.upstream.proxy"].value.contains("s3cret"));
        const QByteArray yaml = printYaml(loaded->tree);
        for (const PrintedValue &value : all)
            QVERIFY2(yaml.contains(value.value), value.path.constData());
    }

    void readsBackAsTheSame()
    {
        Node files = baseLayer();
        const auto once = load({files}, {});
        QVERIFY(once.has_value());
        const QByteArray text = printYaml(once->tree);
        const auto again = readYaml(text, QStringLiteral("printed.yml"));
        QVERIFY2(again.has_value(), qPrintable(again ? QString() : again.error().toString()));
        const auto twice = load({*again}, {});
        QVERIFY2(twice.has_value(), qPrintable(allProblems(twice)));
        QCOMPARE(twice->config, once->config);
    }

    void quotesWhatNeedsIt_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char *value : {"",   " a",        "a: b",      "a #b", "# a",  "null", "\"",
                                  "\\", "tab\there", "new\nline", "-",    "- a",  "*a",   "&a",
                                  "[a", "{a",        "ä",         "a:",   "!x",   "%x",   "@x",
                                  "'x", "plain",     "1.5",       "yes",  "a/b:c"})
            QTest::newRow(value) << QByteArray(value);
    }

    void quotesWhatNeedsIt()
    {
        QFETCH(QByteArray, value);
        Node root = layer("server: {allowed_hosts: [x]}");
        root.find("server")->find("allowed_hosts")->items[0].text = value;
        const auto again = readYaml(printYaml(root), {});
        QVERIFY(again.has_value());
        const Node &list = *again->find("server")->find("allowed_hosts");
        QCOMPARE(list.items.size(), std::size_t(1));
        QCOMPARE(list.items[0].text, value);
    }

    void showsWhatAProviderGotByDefault()
    {
        const QByteArray text = printed("providers: {ollama: {type: openai}}");
        QVERIFY2(text.contains("cors: loopback  # built in"), text.constData());
        QVERIFY2(text.contains("base_url: \"https://api.openai.com\"  # built in"),
                 text.constData());
        QVERIFY2(text.contains("enabled: true  # built in"), text.constData());
    }
};
QTEST_APPLESS_MAIN(PrintTest)
#include "tst_print.moc"
