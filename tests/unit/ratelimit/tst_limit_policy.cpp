// SPDX-License-Identifier: MIT
#include "engine/limit_policy.h"
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;

namespace {

const KeyDigest Digest(QByteArray(32, 's'));
const TimePoint Noon = at(12, 0, 0);

Limits requestsPerMinute(qint64 requests)
{
    return {{requests, 0}, {}};
}

} // namespace

class LimitPolicyTest : public QObject
{
    Q_OBJECT

private slots:
    // What the original's configuration means: every scope has the base limits.
    void givesEveryScopeTheLimits()
    {
        config::RateLimiting limiting;
        limiting.limits = {1, 2, 3, 4};
        const Policy policy = limitPolicy(limiting, Digest);
        QCOMPARE(policy, policyOf({{1, 2}, {3, 4}}));
        QVERIFY(policy.mode == Policy::Mode::Enforce);
    }

    void laysOverridesOverDefaultsOverLimits()
    {
        config::RateLimiting limiting;
        limiting.mode = config::RateLimiting::Mode::Log;
        limiting.limits = {1000, 0, 0, 9};
        limiting.defaultsPer.user = {10, 0, 0, 0};
        limiting.defaultsPer.model = {0, 0, 0, 0, true};
        limiting.perUser["alice"] = {50, 0, 0, 0};
        limiting.perUser["batch"] = {0, 0, 7, 0, true};
        limiting.perModel["gpt-4o"] = {5, 0, 0, 0};
        limiting.perProvider["openai"] = {600, 0, 0, 0};
        const Policy policy = limitPolicy(limiting, Digest);
        QVERIFY(policy.mode == Policy::Mode::Log);
        const auto limits = [&](Dimension dimension, const char *name) {
            return policy.limitsOf(dimension, name);
        };
        QCOMPARE(limits(Dimension::Global, "global"), (Limits{{1000, 0}, {0, 9}}));
        QCOMPARE(limits(Dimension::User, "bob"), (Limits{{10, 0}, {0, 9}}));
        QCOMPARE(limits(Dimension::User, "alice"), (Limits{{50, 0}, {0, 9}}));
        QCOMPARE(limits(Dimension::User, "batch"), (Limits{{}, {7, 0}}));
        QCOMPARE(limits(Dimension::Model, "gpt-4.1"), Limits());
        QCOMPARE(limits(Dimension::Model, "gpt-4o"), requestsPerMinute(5));
        QCOMPARE(limits(Dimension::Provider, "openai"), (Limits{{600, 0}, {0, 9}}));
        QCOMPARE(limits(Dimension::Provider, "gemini"), (Limits{{1000, 0}, {0, 9}}));
        QCOMPARE(limits(Dimension::Key, "any"), (Limits{{1000, 0}, {0, 9}}));
    }

    void findsAKeyByItsDigestAlone()
    {
        const QByteArray key = "sk-proj-CANARY0123456789abcdef";
        config::RateLimiting limiting;
        limiting.perKey[key] = {5, 0, 0, 0};
        const Policy policy = limitPolicy(limiting, Digest);
        QCOMPARE(policy.limitsOf(Dimension::Key, Digest.of(key)), requestsPerMinute(5));
        QCOMPARE(policy.limitsOf(Dimension::Key, key), Limits());
    }

    // The one number that a higher override could not get past.
    void aHigherOverrideHelps()
    {
        config::RateLimiting limiting;
        limiting.limits.requestsPerMinute = 100;
        limiting.defaultsPer.user.requestsPerMinute = 2;
        limiting.perUser["alice"].requestsPerMinute = 5;
        limiting.perUser["batch"].unlimited = true;
        Desk desk(limitPolicy(limiting, Digest));
        const auto passed = [&](const char *name) {
            int count = 0;
            for (int i = 0; i < 50; ++i)
                count += desk.passes(Noon, 0, user(name)) ? 1 : 0;
            return count;
        };
        QCOMPARE(passed("bob"), 2);
        QCOMPARE(passed("alice"), 5);
        QCOMPARE(passed("batch"), 50);
    }
};
QTEST_APPLESS_MAIN(LimitPolicyTest)
#include "tst_limit_policy.moc"
