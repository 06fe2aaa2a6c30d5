// SPDX-License-Identifier: MIT
#include "engine/circuit/test_mode.h"

#include <algorithm>

namespace llmproxy::circuit {

namespace {

constexpr QByteArrayView ForceDegradedName = "force_degraded";
constexpr QByteArrayView ForceTransientRecoverName = "force_transient_recover";

bool covers(const TestScope &scope, const Key &key)
{
    if (const auto *const provider = std::get_if<OfProvider>(&scope))
        return provider->provider == key.provider;
    if (const auto *const one = std::get_if<Key>(&scope))
        return *one == key;
    return true;
}

bool isOver(const TestExtent &extent, MonotonicTime now)
{
    if (const auto *const requests = std::get_if<ForRequests>(&extent))
        return requests->left <= 0;
    if (const auto *const until = std::get_if<UntilTime>(&extent))
        return now >= until->time;
    return false;
}

} // namespace

std::optional<TestMode> testModeNamed(QByteArrayView name)
{
    if (name == ForceDegradedName)
        return ForceDegraded{};
    if (name == ForceTransientRecoverName)
        return ForceTransientRecover{};
    return std::nullopt;
}

QByteArrayView textOf(const TestMode &mode)
{
    return std::holds_alternative<ForceDegraded>(mode) ? ForceDegradedName
                                                       : ForceTransientRecoverName;
}

const TestRule *applying(const TestRules &rules, const Key &key, MonotonicTime now)
{
    const TestRule *best = nullptr;
    for (const TestRule &rule : rules) {
        // The alternatives of TestScope stand in the order of their narrowness.
        const bool isBetter = best == nullptr || rule.scope.index() >= best->scope.index();
        if (isBetter && covers(rule.scope, key) && !isOver(rule.extent, now))
            best = &rule;
    }
    return best;
}

std::optional<TestMode> take(TestRules &rules, const Key &key, MonotonicTime now)
{
    const TestRule *const found = applying(rules, key, now);
    if (found == nullptr)
        return std::nullopt;
    const auto rule = rules.begin() + (found - rules.data());
    const TestMode mode = rule->mode;
    if (auto *const requests = std::get_if<ForRequests>(&rule->extent)) {
        if (--requests->left == 0)
            rules.erase(rule);
    }
    return mode;
}

TestRules takeExpired(TestRules &rules, MonotonicTime now)
{
    const auto over = std::stable_partition(rules.begin(), rules.end(), [&](const TestRule &rule) {
        return !isOver(rule.extent, now);
    });
    TestRules expired(over, rules.end());
    rules.erase(over, rules.end());
    return expired;
}

QByteArray textOf(const TestScope &scope)
{
    if (const auto *provider = std::get_if<OfProvider>(&scope))
        return provider->provider;
    const auto *key = std::get_if<Key>(&scope);
    return key != nullptr ? textOf(*key) : QByteArray("all");
}

} // namespace llmproxy::circuit
