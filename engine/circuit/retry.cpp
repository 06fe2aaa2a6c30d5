// SPDX-License-Identifier: MIT
#include "engine/circuit/retry.h"

#include <algorithm>

namespace llmproxy::circuit {

namespace {

constexpr int MaxTimeouts = 1;
constexpr int EnoughDoublings = 10; // to lead over the cap from any backoff

Duration scaled(Duration duration, double factor)
{
    return Duration(static_cast<Duration::rep>(double(duration.count()) * factor));
}

// `first` doubled with every retry, and up to half of it again.
Duration backoff(Duration first, int done, double jitter)
{
    const Duration base = first * (1 << std::clamp(done, 0, EnoughDoublings));
    return std::min(base + scaled(base, jitter / 2), MaxBackoff);
}

bool isOutOfTime(const Attempt &attempt, Duration wait)
{
    return attempt.timeLeft && *attempt.timeLeft <= wait;
}

Next nextAfterLimit(Retries &retries,
                    RetryBudget &budget,
                    const RetryRules &rules,
                    const Attempt &attempt,
                    MonotonicTime now,
                    double jitter)
{
    const Verdict &verdict = attempt.verdict;
    const bool tooLong = verdict.retryAfter.value_or(Duration(0)) > MaxRetryAfter;
    if (retries.rateLimit >= rules.maxRateLimit || !attempt.repeatable || tooLong) {
        if (verdict.failure == FailureClass::GlobalRateLimit && attempt.sustainedLimit)
            return GiveUp{.counts = true, .escalated = true};
        return GiveUp{.failure = verdict.failure};
    }
    if (attempt.keyOpened)
        return GiveUp{.failure = verdict.failure};
    const Duration wait = rateLimitBackoff(retries.rateLimit, verdict.retryAfter, jitter);
    if (isOutOfTime(attempt, wait))
        return GiveUp{.failure = verdict.failure, .outOfTime = true};
    if (!budget.spend(now))
        return GiveUp{.failure = verdict.failure, .overBudget = true};
    ++retries.rateLimit;
    return RetryIn{.wait = wait};
}

Next nextAfterDegraded(Retries &retries,
                       RetryBudget &budget,
                       const RetryRules &rules,
                       const Attempt &attempt,
                       MonotonicTime now,
                       double jitter)
{
    if (attempt.error == TransportError::BudgetExceeded)
        return GiveUp{.counts = attempt.budgetCounts, .outOfTime = true};
    const bool timedOut = attempt.error == TransportError::HeaderTimeout;
    if (retries.transient >= rules.maxTransient || !attempt.repeatable || attempt.keyOpened
        || (timedOut && retries.timeouts >= MaxTimeouts))
        return GiveUp{.counts = true};
    const Duration wait = transientBackoff(retries.transient, jitter);
    if (isOutOfTime(attempt, wait))
        return GiveUp{.counts = attempt.budgetCounts, .outOfTime = true};
    if (!budget.spend(now))
        return GiveUp{.counts = true, .overBudget = true};
    ++retries.transient;
    retries.timeouts += timedOut ? 1 : 0;
    return RetryIn{.wait = wait, .counts = rules.contribution};
}

} // namespace

Duration transientBackoff(int done, double jitter)
{
    return backoff(std::chrono::milliseconds(500), done, jitter);
}

Duration rateLimitBackoff(int done, std::optional<Duration> retryAfter, double jitter)
{
    if (retryAfter && *retryAfter > Duration(0))
        return *retryAfter + scaled(*retryAfter, jitter / 10);
    return backoff(std::chrono::seconds(1), done, jitter);
}

Next next(Retries &retries,
          RetryBudget &budget,
          const RetryRules &rules,
          const Attempt &attempt,
          MonotonicTime now,
          double jitter)
{
    if (attempt.singleShot)
        return PassOn{.counts = isDegraded(attempt.verdict)};
    switch (attempt.verdict.failure) {
    case FailureClass::LocalRateLimit:
    case FailureClass::GlobalRateLimit:
        return nextAfterLimit(retries, budget, rules, attempt, now, jitter);
    case FailureClass::ProviderDegraded:
        return nextAfterDegraded(retries, budget, rules, attempt, now, jitter);
    case FailureClass::None:
    case FailureClass::QuotaExceeded:
        break;
    }
    return PassOn{};
}

Next probeNext(const Verdict &verdict)
{
    // What a rate limit tells its caller is worth more than a refusal of ours.
    if (isDegraded(verdict))
        return GiveUp{};
    return PassOn{};
}

RetryIn pretendedFailure(Retries &retries, double jitter)
{
    return {.wait = transientBackoff(retries.transient++, jitter)};
}

} // namespace llmproxy::circuit
