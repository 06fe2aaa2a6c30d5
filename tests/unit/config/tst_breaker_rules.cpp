// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

namespace {

QByteArray breaker(const QByteArray &keys, bool enabled = true)
{
    QByteArray yaml = "features:\n  circuit_breaker:\n    enabled: ";
    yaml += enabled ? "true\n" : "false\n";
    for (const QByteArray &line : keys.split('\n'))
        yaml += "    " + line + '\n';
    return yaml;
}

} // namespace

class BreakerRulesTest : public QObject
{
    Q_OBJECT

private slots:
    void enabledAloneHasTheDefaults()
    {
        const auto loaded = loadText(breaker(""));
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        CircuitBreaker expected;
        expected.enabled = true;
        QCOMPARE(loaded->config.circuitBreaker, expected);
        QCOMPARE(int(expected.mode), int(CircuitBreaker::Mode::Enforce));
        QCOMPARE(expected.degradedSignal, "[LLM_PROXY_PROVIDER_DEGRADED]");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("keys");
        QTest::addColumn<QString>("key"); // below features.circuit_breaker
        const auto row = [](const QByteArray &keys, const char *key) {
            QTest::newRow(keys.constData()) << keys << QString::fromLatin1(key);
        };
        row("mode: other", "mode");
        row("backend: other", "backend");
        for (const char *key : {"failure_threshold", "window_seconds", "cooldown_seconds"}) {
            row(key + QByteArrayLiteral(": 0"), key);
            row(key + QByteArrayLiteral(": -1"), key);
        }
        for (const char *key : {"max_transient_retries",
                                "max_rate_limit_retries",
                                "retry_budget_percent",
                                "retry_budget_floor_per_second",
                                "global_rate_limit_escalation_window",
                                "per_provider_rollup_threshold",
                                "per_provider_rollup_window_seconds",
                                "hang_disconnect_failure_seconds"})
            row(key + QByteArrayLiteral(": -1"), key);
        row("failure_threshold: \"5\"", "failure_threshold");
        row("failure_threshold: 4097", "failure_threshold"); // no more failures are remembered
        row("failure_threshold: 1.5", "failure_threshold");
        row("failure_threshold: [5]", "failure_threshold");
        row("window_seconds: 99999999999", "window_seconds");
        row("retry_contribution_mode: maybe", "retry_contribution_mode");
        row("bypass_allowed: 1", "bypass_allowed");
        row("bypass_allowed: \"no\"", "bypass_allowed");
        row("test_mode_enabled: perhaps", "test_mode_enabled");
        row("degraded_signal: " + QByteArray(257, 'x'), "degraded_signal");
        row("degraded_signal: [a]", "degraded_signal");
        row("bypass_reason_allowlist: {a: 1}", "bypass_reason_allowlist");
        row("backend: redis", "redis");
        row("backend: redis\nredis:", "redis");
        row("backend: redis\nredis: {db: 1}", "redis");
        row("backend: redis\nredis: {address: \"${UNSET}\"}", "redis");
        row("backend: redis\nredis: {url: \"http://cache\"}", "redis.url");
        row("backend: redis\nredis: {address: \"cache:no\"}", "redis.address");
        row("backend: redis\nredis: {address: cache, db: -1}", "redis.db");
        row("redis: 5", "redis");
        row("datadog: {port: \"0\"}", "datadog.port");
        row("datadog: {port: dns}", "datadog.port");
        row("datadog: {sample_rate: 2}", "datadog.sample_rate");
        row("datadog: {sample_rate: nan}", "datadog.sample_rate");
    }

    void refuses()
    {
        QFETCH(QByteArray, keys);
        QFETCH(QString, key);
        const auto loaded = loadText(breaker(keys));
        QVERIFY(!loaded.has_value());
        const QString expected =
            QStringLiteral(": features.circuit_breaker.") + key + QStringLiteral(": ");
        QVERIFY2(allProblems(loaded).contains(expected), qPrintable(allProblems(loaded)));
        QVERIFY2(allProblems(loaded).startsWith(QStringLiteral("test.yml:")),
                 qPrintable(allProblems(loaded)));
    }

    void aDisabledBlockIsNotChecked_data() { refuses_data(); }

    void aDisabledBlockIsNotChecked()
    {
        QFETCH(QByteArray, keys);
        const auto loaded = loadText(breaker(keys, false));
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QVERIFY(!loaded->config.circuitBreaker.enabled);
    }

    void itsUnknownKeysAreReportedEvenSo()
    {
        const auto loaded = loadText(breaker("failure_treshold: 3", false));
        QCOMPARE(loaded->warnings.size(), 1);
    }

    void aWrongSwitchIsAnError()
    {
        QVERIFY(!loadText("features: {circuit_breaker: {enabled: 7}}").has_value());
    }

    void acceptsTheEdges()
    {
        const auto loaded = loadText(breaker("failure_threshold: 1\n"
                                             "max_transient_retries: 0\n"
                                             "max_rate_limit_retries: 0\n"
                                             "global_rate_limit_escalation_window: 0\n"
                                             "per_provider_rollup_window_seconds: 0\n"
                                             "bypass_allowed: no\n"
                                             "degraded_signal: "
                                             + QByteArray(256, 'x')));
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const CircuitBreaker &breaker = loaded->config.circuitBreaker;
        QCOMPARE(breaker.failureThreshold, 1);
        QCOMPARE(breaker.maxTransientRetries, 0);
        QCOMPARE(breaker.maxRateLimitRetries, 0);
        QCOMPARE(breaker.globalRateLimitEscalation, std::chrono::seconds(60));
        QCOMPARE(breaker.rollupWindow, std::chrono::seconds(300));
        QVERIFY(!breaker.bypassAllowed);
        QCOMPARE(breaker.degradedSignal.size(), 256);
    }

    void aBareOnIsText()
    {
        const auto loaded = loadText(breaker("retry_contribution_mode: on"));
        QVERIFY(loaded->config.circuitBreaker.retryContribution
                == CircuitBreaker::RetryContribution::On);
        const auto off = loadText(breaker("retry_contribution_mode: off"));
        QVERIFY(off->config.circuitBreaker.retryContribution
                == CircuitBreaker::RetryContribution::Off);
    }

    void putsTheRedisServerTogether_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<int>("db");
        QTest::newRow("url alone")
            << QByteArray("{url: \"redis://:a@h/5\"}") << QByteArray("a") << 5;
        QTest::newRow("password wins")
            << QByteArray("{url: \"redis://:a@h/5\", password: b}") << QByteArray("b") << 5;
        QTest::newRow("empty password does not")
            << QByteArray("{url: \"redis://:a@h/5\", password: \"\"}") << QByteArray("a") << 5;
        QTest::newRow("db wins") << QByteArray("{url: \"redis://:a@h/5\", db: 7}")
                                 << QByteArray("a") << 7;
        QTest::newRow("db 0 wins too")
            << QByteArray("{url: \"redis://:a@h/5\", db: 0}") << QByteArray("a") << 0;
        QTest::newRow("null db is not given")
            << QByteArray("{url: \"redis://:a@h/5\", db: null}") << QByteArray("a") << 5;
        QTest::newRow("address") << QByteArray("{address: h, password: \"pa$$w\", db: 3}")
                                 << QByteArray("pa$$w") << 3;
        QTest::newRow("url beats address")
            << QByteArray("{url: \"redis://h/1\", address: other}") << QByteArray() << 1;
        QTest::newRow("expanded") << QByteArray("{url: \"${REDIS_URL}\"}") << QByteArray("s") << 9;
    }

    void putsTheRedisServerTogether()
    {
        QFETCH(QByteArray, block);
        QFETCH(QByteArray, password);
        QFETCH(int, db);
        Surroundings surroundings;
        surroundings.environment = {{"REDIS_URL", "redis://:s@h/9"}};
        const auto loaded = loadText(breaker("backend: redis\nredis: " + block), surroundings);
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const auto &redis = loaded->config.circuitBreaker.redis;
        QVERIFY(redis.has_value());
        QCOMPARE(redis->host, "h");
        QCOMPARE(redis->password, password);
        QCOMPARE(redis->db, db);
    }

    void problemsDoNotShowSecrets()
    {
        const auto loaded = loadText(breaker("backend: redis\nredis:\n"
                                             "  url: \"redis://u:s3cret@h:x\"\n"
                                             "  password: [s3cret]"));
        QVERIFY(!loaded.has_value());
        QCOMPARE(loaded.error().size(), 2);
        QVERIFY2(!allProblems(loaded).contains(u"s3cret"), qPrintable(allProblems(loaded)));
    }

    void aDatadogBlockTurnsMetricsOn()
    {
        QVERIFY(!loadText(breaker(""))->config.circuitBreaker.datadog);
        const auto loaded = loadText(breaker("datadog: {port: \"9125\", tags: [a, b]}"));
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(*loaded->config.circuitBreaker.datadog,
                 (Datadog{"localhost", 9125, "llm", {"a", "b"}, 1}));
    }

    void takesTheBlockOfTheOriginalReadme()
    {
        // As printed there, with every key at its default.
        const auto loaded = loadText(R"(features:
  circuit_breaker:
    enabled: true                       # gate the whole feature
    backend: "memory"                   # "memory" (single instance) or "redis" (multi-instance)
    failure_threshold: 5                # terminal failures in the window that trip the circuit
    window_seconds: 120                 # sliding-window TTL for the failure counter
    cooldown_seconds: 300               # how long the circuit stays open before a probe
    max_transient_retries: 2            # retries for degraded-class failures
    max_rate_limit_retries: 2           # retries for rate-limit failures
    retry_contribution_mode: "log"      # "off" | "log" | "on" — whether retried failures count
    global_rate_limit_escalation_window: 60  # seconds of sustained global 429s → degraded
    degraded_signal: ""                 # override the body marker; empty → "[LLM_PROXY_PROVIDER_DEGRADED]"
    test_mode_enabled: false            # prod: leave off.  Enables X-LLM-Proxy-Test-Mode header.
    bypass_allowed: true                # honour X-LLM-Proxy-Bypass-Circuit; set false to disable.
    bypass_reason_allowlist: []         # if non-empty, only these values appear verbatim
                                        # on the `circuit.bypass` Datadog tag — anything
                                        # else is normalised to `other`.  Bounds tag
                                        # cardinality.  Empty (default) accepts any
                                        # well-formed reason.
    per_provider_rollup_threshold: 0    # 0 = rollup disabled.  Recommended prod: 3.
    per_provider_rollup_window_seconds: 300  # sliding window for the rollup signal.
    # redis:                            # required when backend == "redis"
    #   address: "localhost:6379"
    #   password: ""
    #   db: 0
)");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(allProblems(loaded), QString());
        CircuitBreaker expected;
        expected.enabled = true;
        QCOMPARE(loaded->config.circuitBreaker, expected);
    }
};
QTEST_APPLESS_MAIN(BreakerRulesTest)
#include "tst_breaker_rules.moc"
