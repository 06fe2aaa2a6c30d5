// SPDX-License-Identifier: MIT
#include "engine/feature_rules.h"

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
    rules.degradedSignal = breaker.degradedSignal;
    rules.testModes = breaker.testModeEnabled;
    rules.bypassAllowed = breaker.bypassAllowed;
    rules.bypassReasons = breaker.bypassReasonAllowlist;
    rules.escalation = breaker.globalRateLimitEscalation;
    rules.hangDisconnect = breaker.hangDisconnectFailure;
    return rules;
}

circuit::Policy circuitPolicy(const config::CircuitBreaker &breaker)
{
    circuit::Policy policy;
    policy.failureThreshold = breaker.failureThreshold;
    policy.window = breaker.window;
    policy.cooldown = breaker.cooldown;
    policy.rollupThreshold = breaker.rollupThreshold;
    policy.rollupWindow = breaker.rollupWindow;
    return policy;
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
