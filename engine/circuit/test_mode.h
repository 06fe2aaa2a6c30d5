// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/circuit/key.h"

#include <optional>
#include <variant>
#include <vector>

namespace llmproxy::circuit {

/// The degraded 503, without the breaker, without the network; nothing is recorded.
struct ForceDegraded
{
    bool operator==(const ForceDegraded &) const = default;
};
/// The first attempt is not sent but taken for a degraded one; the retry is real.
struct ForceTransientRecover
{
    bool operator==(const ForceTransientRecover &) const = default;
};
/// What a test mode does to an exchange. Faults of the provider's side join here.
using TestMode = std::variant<ForceDegraded, ForceTransientRecover>;

/// "force_degraded", "force_transient_recover": exact, as in X-LLM-Proxy-Test-Mode.
std::optional<TestMode> testModeNamed(QByteArrayView name);
QByteArrayView textOf(const TestMode &mode);

/// Which exchanges a switched mode is for.
struct Everywhere
{
    bool operator==(const Everywhere &) const = default;
};
struct OfProvider
{
    QByteArray provider;
    bool operator==(const OfProvider &) const = default;
};
using TestScope = std::variant<Everywhere, OfProvider, Key>;

/// "all", "openai", "openai:gpt-4o".
QByteArray textOf(const TestScope &scope);

/// How long it stays on.
struct UntilSwitchedOff
{
    bool operator==(const UntilSwitchedOff &) const = default;
};
struct ForRequests
{
    qint64 left = 1;
    bool operator==(const ForRequests &) const = default;
};
struct UntilTime
{
    MonotonicTime time; ///< this instant is over
    bool operator==(const UntilTime &) const = default;
};
using TestExtent = std::variant<UntilSwitchedOff, ForRequests, UntilTime>;

/// A test mode that is switched on for traffic, besides those that requests ask for.
struct TestRule
{
    qint64 id = 0;
    TestMode mode;
    TestScope scope;
    TestExtent extent;
    QByteArray by; ///< who switched it on

    bool operator==(const TestRule &) const = default;
};
using TestRules = std::vector<TestRule>; ///< in the order in which they were switched on

/// The rule for an exchange of `key` now: the narrowest scope wins, of equals the latest. Null:
/// none. Borrowed.
const TestRule *applying(const TestRules &rules, const Key &key, MonotonicTime now);

/// As applying(), and takes the request off a rule that counts them; one that is used up goes.
std::optional<TestMode> take(TestRules &rules, const Key &key, MonotonicTime now);

/// Removes what is over, and gives it.
TestRules takeExpired(TestRules &rules, MonotonicTime now);

} // namespace llmproxy::circuit
