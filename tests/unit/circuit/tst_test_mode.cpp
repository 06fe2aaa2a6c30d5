// SPDX-License-Identifier: MIT
#include "engine/circuit/test_mode.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace std::chrono_literals;

namespace {

const MonotonicTime Now(1h);
const Key Gpt{"openai", "gpt-4o"};
const Key Claude{"anthropic", "claude"};

TestRule rule(qint64 id, const TestScope &scope, const TestExtent &extent = UntilSwitchedOff{})
{
    return {.id = id, .mode = ForceDegraded{}, .scope = scope, .extent = extent, .by = "ann"};
}

qint64 applyingId(const TestRules &rules, const Key &key, MonotonicTime now = Now)
{
    const TestRule *const found = applying(rules, key, now);
    return found == nullptr ? 0 : found->id;
}

} // namespace

class TestModeTest : public QObject
{
    Q_OBJECT

private slots:
    void requestsNameTheirModeExactly()
    {
        QVERIFY(testModeNamed("force_degraded") == TestMode(ForceDegraded{}));
        QVERIFY(testModeNamed("force_transient_recover") == TestMode(ForceTransientRecover{}));
        for (const char *const name : {"", "FORCE_DEGRADED", "force_degraded ", "other"})
            QVERIFY(!testModeNamed(name));
        QCOMPARE(textOf(TestMode(ForceDegraded{})), "force_degraded");
        QCOMPARE(textOf(TestMode(ForceTransientRecover{})), "force_transient_recover");
    }

    void appliesToItsScope()
    {
        const Key sibling{"openai", "o3"};
        for (const Key &key : {Gpt, sibling, Claude})
            QCOMPARE(applyingId({rule(1, Everywhere{})}, key), 1);
        QCOMPARE(applyingId({rule(1, OfProvider{"openai"})}, sibling), 1);
        QCOMPARE(applyingId({rule(1, OfProvider{"openai"})}, Claude), 0);
        QCOMPARE(applyingId({rule(1, Gpt)}, Gpt), 1);
        QCOMPARE(applyingId({rule(1, Gpt)}, sibling), 0);
        QCOMPARE(applyingId({}, Gpt), 0);
    }

    void theNarrowestWinsAndOfEqualsTheLatest()
    {
        const TestRules rules = {rule(1, Gpt),
                                 rule(2, OfProvider{"openai"}),
                                 rule(3, Everywhere{}),
                                 rule(4, Everywhere{}),
                                 rule(5, OfProvider{"openai"})};
        QCOMPARE(applyingId(rules, Gpt), 1);
        QCOMPARE(applyingId(rules, {"openai", "o3"}), 5);
        QCOMPARE(applyingId(rules, Claude), 4);
    }

    void countsRequests()
    {
        TestRules rules = {rule(1, Everywhere{}), rule(2, OfProvider{"openai"}, ForRequests{2})};
        QVERIFY(take(rules, Claude, Now));
        QCOMPARE(std::get<ForRequests>(rules[1].extent).left, 2);
        QVERIFY(take(rules, Gpt, Now));
        QCOMPARE(std::get<ForRequests>(rules[1].extent).left, 1);
        QVERIFY(take(rules, Gpt, Now));
        QCOMPARE(rules.size(), 1U);
        QVERIFY(take(rules, Gpt, Now)); // by the wider rule
        QCOMPARE(rules.size(), 1U);
    }

    void givesNothingWhereNothingApplies()
    {
        TestRules rules = {rule(1, Claude, ForRequests{1})};
        QVERIFY(!take(rules, Gpt, Now));
        QCOMPARE(rules.size(), 1U);
    }

    void endsAtItsTime()
    {
        TestRules rules = {rule(1, Everywhere{}, UntilTime{Now + 10s}),
                           rule(2, Gpt, UntilTime{Now + 5s}),
                           rule(3, Claude)};
        QCOMPARE(applyingId(rules, Gpt, Now + 4'999ms), 2);
        QCOMPARE(applyingId(rules, Gpt, Now + 5s), 1);
        QVERIFY(takeExpired(rules, Now + 4'999ms).empty());
        const TestRules expired = takeExpired(rules, Now + 10s);
        QCOMPARE(expired.size(), 2U);
        QCOMPARE(expired[0].id, 1);
        QCOMPARE(expired[1].id, 2);
        QCOMPARE(rules.size(), 1U);
        QCOMPARE(rules[0].id, 3);
    }
};

QTEST_APPLESS_MAIN(TestModeTest)
#include "tst_test_mode.moc"
