// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/outcome.h"
#include "engine/circuit/retry_budget.h"

#include <variant>

namespace llmproxy::circuit {

/// Whether failures that are retried count against the key, one each.
enum class RetryContribution : quint8 { Off, Log, On };

struct RetryRules
{
    int maxTransient = 2;
    int maxRateLimit = 2;
    RetryContribution contribution = RetryContribution::Log;
};

inline constexpr Duration MaxBackoff = std::chrono::seconds(30);
/// A provider that asks for more is not waited for.
inline constexpr Duration MaxRetryAfter = std::chrono::seconds(60);

// `jitter` is a random number in [0, 1). `done` counts the retries of that sort so far.

/// 500 ms × 2^done and up to half of it again, at most MaxBackoff in all.
Duration transientBackoff(int done, double jitter);
/// 1 s × 2^done and up to half of it again; or what the provider asks for and up to a tenth more.
Duration rateLimitBackoff(int done, std::optional<Duration> retryAfter, double jitter);

/// The retries of one exchange so far.
struct Retries
{
    int transient = 0;
    int rateLimit = 0;
    int timeouts = 0;

    bool operator==(const Retries &) const = default;
};

/// What just happened, and what the exchange still can do.
struct Attempt
{
    Verdict verdict;
    std::optional<TransportError> error = {}; ///< instead of an answer
    /// One try and its real outcome: mode log, bypass, a body too large to keep.
    bool singleShot = false;
    bool repeatable = true;      ///< the request is still at hand, and its caller there
    bool keyOpened = false;      ///< the key has opened meanwhile
    bool sustainedLimit = false; ///< global rate limits for the whole window (escalation.h)
    std::optional<Duration> timeLeft = {}; ///< of the caller's own time budget
    bool budgetCounts = false;             ///< see time_budget.h
};

/// What the provider said, or a 502 or 504 of our own, goes to the caller.
struct PassOn
{
    bool counts = false; ///< one terminal failure of the key
    bool operator==(const PassOn &) const = default;
};
struct RetryIn
{
    Duration wait{0};
    /// On: record one failure now. Log: only log that it would have counted.
    RetryContribution counts = RetryContribution::Off;
    bool operator==(const RetryIn &) const = default;
};
/// The degraded 503, or the 429 with the provider's own hints.
struct GiveUp
{
    FailureClass failure = FailureClass::ProviderDegraded; ///< what the caller is told
    bool counts = false;                                   ///< one terminal failure of the key
    bool escalated = false;                                ///< from sustained global rate limits
    bool overBudget = false; ///< another try was allowed but for the provider's retry budget
    bool outOfTime = false;  ///< another try was allowed but for the caller's time budget
    bool operator==(const GiveUp &) const = default;
};
using Next = std::variant<PassOn, RetryIn, GiveUp>;

/// What follows an attempt whose outcome is known from its head. Counts a retry in `retries`, and
/// takes it from the provider's `budget`. A wait for an answer that ran out is repeated once at
/// most: the provider may be working on it still. Not for callers that are gone, nor for probes,
/// which are tried once: see probeNext().
Next next(Retries &retries,
          RetryBudget &budget,
          const RetryRules &rules,
          const Attempt &attempt,
          MonotonicTime now,
          double jitter);

/// The same for a half-open circuit's probe: never a retry. The degraded 503 of a probe counts as
/// the probe's failure, not as one of the window.
Next probeNext(const Verdict &verdict);

/// force_transient_recover: the first attempt is pretended. One transient retry, even where there
/// are none, and nothing counts.
RetryIn pretendedFailure(Retries &retries, double jitter);

} // namespace llmproxy::circuit
