// SPDX-License-Identifier: MIT
#include "engine/ratelimit/limit_check.h"

#include "engine/ratelimit/windows.h"

#include <algorithm>

namespace llmproxy::ratelimit {

namespace {

std::optional<Metric> metricOver(const Amounts &limit, const Amounts &used, qint64 tokens)
{
    if (limit.requests > 0 && used.requests + 1 > limit.requests)
        return Metric::Requests;
    // The first call with tokens passes whatever it asks for: an estimate that is too high must
    // not shut out a caller who has used nothing.
    if (limit.tokens > 0 && used.tokens > 0 && used.tokens + tokens > limit.tokens)
        return Metric::Tokens;
    return std::nullopt;
}

/// Keeps what is nearer to its limit; of two that are as near, what stays so longer.
void narrow(std::optional<Headroom> &nearest, const Headroom &other)
{
    if (!nearest || other.remaining < nearest->remaining
        || (other.remaining == nearest->remaining && other.resetsAfter > nearest->resetsAfter))
        nearest = other;
}

} // namespace

void LimitsOver::look(const Scope &scope, const Limits &limits, const ScopeUse *use)
{
    for (const Window window : AllWindows) {
        const Amounts used = use ? use->of(window).used : Amounts();
        const auto metric = metricOver(limits.of(window), used, m_tokens);
        if (!metric)
            continue;
        const qint64 limit = limits.of(window).of(*metric);
        if (!m_denial)
            m_denial = {shownScope(scope.dimension, scope.shown),
                        scope.dimension,
                        window,
                        *metric,
                        limit,
                        std::max(limit - used.of(*metric), qint64(0))};
        m_denial->retryAfter = std::max(m_denial->retryAfter, untilEnd(window, m_now));
    }
}

void noteHeadroom(Admitted &admitted, const Limits &limits, const ScopeUse &use, TimePoint now)
{
    for (const Window window : AllWindows) {
        const Amounts &limit = limits.of(window);
        const Amounts &used = use.of(window).used;
        for (const Metric metric : AllMetrics) {
            const qint64 most = limit.of(metric);
            if (most > 0)
                narrow(metric == Metric::Requests ? admitted.requests : admitted.tokens,
                       {window,
                        most,
                        std::max(most - used.of(metric), qint64(0)),
                        untilEnd(window, now)});
        }
    }
}

} // namespace llmproxy::ratelimit
