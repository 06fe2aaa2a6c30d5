// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

class RateLimitRulesTest : public QObject
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
        row("features: {rate_limiting: {backend: disk}}", "features.rate_limiting.backend");
        row("features: {rate_limiting: {backend: etcd}}", "features.rate_limiting.backend");
        row("features: {rate_limiting: {mode: off}}", "features.rate_limiting.mode");
        row("features: {rate_limiting: {headers: 1}}", "features.rate_limiting.headers");
        row("features: {rate_limiting: {defaults_per: {user: {requests_per_day: -1}}}}",
            "features.rate_limiting.defaults_per.user.requests_per_day");
        row("features: {rate_limiting: {defaults_per: {user: {unlimited: 1}}}}",
            "features.rate_limiting.defaults_per.user.unlimited");
        row("features: {rate_limiting: {defaults_per: {user: 10}}}",
            "features.rate_limiting.defaults_per.user");
        row("features: {rate_limiting: {overrides: {per_model: {gpt-4.1: {unlimited: x}}}}}",
            "features.rate_limiting.overrides.per_model.gpt-4.1.unlimited");
        row("features: {rate_limiting: {enabled: true, backend: redis}}",
            "features.rate_limiting.redis");
        row("features: {rate_limiting: {limits: {requests_per_minute: -1}}}",
            "features.rate_limiting.limits.requests_per_minute");
        row("features: {rate_limiting: {limits: {tokens_per_day: -1}}}",
            "features.rate_limiting.limits.tokens_per_day");
        row("features: {rate_limiting: {overrides: {per_user: {alice: {tokens_per_day: -1}}}}}",
            "features.rate_limiting.overrides.per_user.alice.tokens_per_day");
        row("features: {rate_limiting: {overrides: {per_model: {gpt-4.1: 5}}}}",
            "features.rate_limiting.overrides.per_model.gpt-4.1");
        row("features: {rate_limiting: {estimation: {max_sample_bytes: -2}}}",
            "features.rate_limiting.estimation.max_sample_bytes");
        row("features: {rate_limiting: {estimation: {bytes_per_token: -1}}}",
            "features.rate_limiting.estimation.bytes_per_token");
        row("features: {rate_limiting: {estimation: {chars_per_token: -1}}}",
            "features.rate_limiting.estimation.chars_per_token");
        row("features: {rate_limiting: {estimation: {provider_chars_per_token: {openai: -1}}}}",
            "features.rate_limiting.estimation.provider_chars_per_token.openai");
    }

    void refuses()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, key);
        const auto loaded = loadText(yaml);
        QVERIFY(!loaded.has_value());
        QVERIFY2(allProblems(loaded).contains(QString(key + u": ")),
                 qPrintable(allProblems(loaded)));
    }

    void takesTheRateLimitsOfTheOriginalReadme()
    {
        const auto loaded = loadText(R"(features:
  rate_limiting:
    enabled: true
    backend: "memory" # single instance only
    estimation:
      max_sample_bytes: 20000
      bytes_per_token: 4 # Fallback to request size (Content-Length based)
      chars_per_token: 4 # Default for message-based estimation
      # Optional per-provider overrides (recommended)
      provider_chars_per_token:
        openai: 5      # ~185–190 tokens per 1k chars (from scripts/token_estimation.py)
        anthropic: 3   # ~290–315 tokens per 1k chars (from scripts/token_estimation.py)
    limits:
      requests_per_minute: 0   # 0 = unlimited (dev defaults)
      tokens_per_minute: 0
)");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(allProblems(loaded), QString());
        RateLimiting expected;
        expected.enabled = true;
        QCOMPARE(loaded->config.rateLimiting, expected);
    }

    void readsRateLimits()
    {
        const auto loaded = loadText(R"(features:
  rate_limiting:
    enabled: true
    backend: redis
    redis: {address: "cache:7000"}
    limits: {requests_per_minute: 10, tokens_per_minute: 450_000, tokens_per_day: 7}
    overrides:
      per_provider: {openai: {requests_per_day: 1}}
      per_model: {gpt-4.1: {tokens_per_minute: 2}}
      per_key: {sk-1: {tokens_per_day: 3}}
      per_user: {alice: {requests_per_minute: 4}}
    estimation: {bytes_per_token: 0, chars_per_token: 6, max_sample_bytes: -1,
                 provider_chars_per_token: {openai: 0, gemini: 2}}
)");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        const RateLimiting &limiting = loaded->config.rateLimiting;
        QCOMPARE(limiting.limits, (RateLimits{10, 450'000, 0, 7}));
        QCOMPARE(limiting.perProvider["openai"].requestsPerDay, qint64(1));
        QCOMPARE(limiting.perModel["gpt-4.1"].tokensPerMinute, qint64(2));
        QCOMPARE(limiting.perKey["sk-1"].tokensPerDay, qint64(3));
        QCOMPARE(limiting.perUser["alice"].requestsPerMinute, qint64(4));
        QCOMPARE(limiting.bytesPerToken, 4);
        QCOMPARE(limiting.charsPerToken, 6);
        QCOMPARE(limiting.maxSampleBytes, qint64(-1));
        QCOMPARE(limiting.providerCharsPerToken,
                 (QMap<QByteArray, int>{{"anthropic", 3}, {"gemini", 2}}));
        QCOMPARE(limiting.redis->port, quint16(7000));
    }

    void readsDefaultsAndLiftedLimits()
    {
        const auto loaded = loadText(R"(features:
  rate_limiting:
    mode: log
    headers: true
    limits: {requests_per_minute: 1000}
    defaults_per:
      provider: {requests_per_minute: 600}
      model: {tokens_per_minute: 5}
      key: {requests_per_day: 6}
      user: {unlimited: true, tokens_per_day: 7}
    overrides: {per_user: {alice: {unlimited: true}}}
)");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(allProblems(loaded), QString());
        const RateLimiting &limiting = loaded->config.rateLimiting;
        QVERIFY(limiting.mode == RateLimiting::Mode::Log);
        QVERIFY(limiting.headers);
        QCOMPARE(limiting.defaultsPer.provider, (RateLimits{600, 0, 0, 0}));
        QCOMPARE(limiting.defaultsPer.model, (RateLimits{0, 5, 0, 0}));
        QCOMPARE(limiting.defaultsPer.key, (RateLimits{0, 0, 6, 0}));
        QCOMPARE(limiting.defaultsPer.user, (RateLimits{0, 0, 0, 7, true}));
        QCOMPARE(limiting.perUser["alice"], (RateLimits{0, 0, 0, 0, true}));
    }

    void theLimitOfAllCannotBeLifted()
    {
        const auto loaded = loadText("features: {rate_limiting: {limits: {unlimited: true}}}");
        QVERIFY(loaded.has_value());
        QVERIFY(allProblems(loaded).contains(
            QStringLiteral("features.rate_limiting.limits.unlimited: is not a known key")));
    }

    void warnsOfALimitThatHasNoEffect_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *name, const char *yaml, const char *key) {
            QTest::newRow(name) << QByteArray(yaml) << QString::fromLatin1(key);
        };
        row("default above the limit of all",
            "defaults_per: {user: {requests_per_minute: 11}}",
            "defaults_per.user.requests_per_minute");
        row("override above it",
            "overrides: {per_user: {alice: {tokens_per_day: 101}}}",
            "overrides.per_user.alice.tokens_per_day");
        row("of a key",
            "overrides: {per_key: {sk-secret: {tokens_per_day: 101}}}",
            "overrides.per_key.***.tokens_per_day");
        row("as high", "overrides: {per_user: {alice: {tokens_per_day: 100}}}", "");
        row("no limit of all", "overrides: {per_user: {alice: {tokens_per_minute: 999}}}", "");
    }

    void warnsOfALimitThatHasNoEffect()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, key);
        const auto loaded = loadText("features: {rate_limiting: {limits: {requests_per_minute: 10, "
                                     "tokens_per_day: 100}, "
                                     + yaml + "}}");
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(loaded->warnings.size(), key.isEmpty() ? 0 : 1);
        QVERIFY(key.isEmpty()
                || allProblems(loaded).contains(QString(u"features.rate_limiting." + key + u": ")));
        QVERIFY(!allProblems(loaded).contains(QStringLiteral("sk-secret")));
    }

    void aMessageDoesNotShowTheKeyThatALimitIsFor()
    {
        const auto loaded = loadText("features: {rate_limiting: {overrides: {per_key: "
                                     "{sk-secret: {tokens_per_day: -1}}}}}");
        QVERIFY(
            allProblems(loaded).contains(QStringLiteral("overrides.per_key.***.tokens_per_day")));
        QVERIFY(!allProblems(loaded).contains(QStringLiteral("sk-secret")));
    }
};
QTEST_APPLESS_MAIN(RateLimitRulesTest)
#include "tst_rate_limit_rules.moc"
