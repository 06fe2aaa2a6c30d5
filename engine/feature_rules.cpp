// SPDX-License-Identifier: MIT
#include "engine/feature_rules.h"

#include <algorithm>

namespace llmproxy {

proxy::CircuitRules circuitRules(const config::CircuitBreaker &breaker)
{
    using Mode = proxy::CircuitRules::Mode;
    using Contribution = config::CircuitBreaker::RetryContribution;
    proxy::CircuitRules rules;
    if (!breaker.enabled)
        return rules;
    rules.mode = breaker.mode == config::CircuitBreaker::Mode::Log ? Mode::Log : Mode::Enforce;
    rules.retry.maxTransient = breaker.maxTransientRetries;
    rules.retry.maxRateLimit = breaker.maxRateLimitRetries;
    if (breaker.retryContribution == Contribution::Off)
        rules.retry.contribution = circuit::RetryContribution::Off;
    else if (breaker.retryContribution == Contribution::On)
        rules.retry.contribution = circuit::RetryContribution::On;
    rules.retryBudget = {.percent = breaker.retryBudgetPercent,
                         .floorPerSecond = breaker.retryBudgetFloorPerSecond};
    rules.degradedSignal = breaker.degradedSignal;
    rules.testModes = breaker.testModeEnabled;
    rules.bypassAllowed = breaker.bypassAllowed;
    rules.bypassReasons = breaker.bypassReasonAllowlist;
    rules.escalation = breaker.globalRateLimitEscalation;
    rules.hangDisconnect = breaker.hangDisconnectFailure;
    return rules;
}

circuit::Policy circuitPolicy(const config::Config &config)
{
    const config::CircuitBreaker &breaker = config.circuitBreaker;
    circuit::Policy policy;
    // A probe may wait for a connection, and for its answer's head.
    Duration longest = config.upstream.responseHeaderTimeout;
    for (const config::Provider &provider : config.providers)
        longest = std::max(longest, provider.responseHeaderTimeout);
    policy.probeLease = longest + config.upstream.connectTimeout + config.upstream.tlsTimeout
                        + std::chrono::seconds(30);
    policy.failureThreshold = breaker.failureThreshold;
    policy.window = breaker.window;
    policy.cooldown = breaker.cooldown;
    policy.rollupThreshold = breaker.rollupThreshold;
    policy.rollupWindow = breaker.rollupWindow;
    return policy;
}

stats::CircuitHealth circuitHealth(const config::CircuitBreaker &breaker, const proxy::Rules &rules)
{
    stats::CircuitHealth health;
    health.mode = breaker.mode == config::CircuitBreaker::Mode::Log ? "log" : "enforce";
    health.backend = "memory";
    health.degradedSignal = breaker.degradedSignal;
    health.rollupThreshold = breaker.rollupThreshold;
    health.rollupWindow = breaker.rollupWindow;
    for (const proxy::ProviderRoute &route : rules.routes) {
        if (route.enabled)
            health.providers.append(route.name);
    }
    return health;
}

usage::EstimateSettings estimateSettings(const config::RateLimiting &limiting,
                                         const QByteArray &providerType)
{
    return {.maxSampleBytes = limiting.maxSampleBytes,
            .bytesPerToken = limiting.bytesPerToken,
            .charsPerToken =
                limiting.providerCharsPerToken.value(providerType, limiting.charsPerToken)};
}

QHash<QByteArray, QByteArray> modelNames(const config::Provider &provider)
{
    QHash<QByteArray, QByteArray> names;
    for (auto model = provider.models.begin(); model != provider.models.end(); ++model) {
        for (const QByteArray &alias : model->aliases)
            names.insert(alias, model.key());
    }
    return names;
}

} // namespace llmproxy
