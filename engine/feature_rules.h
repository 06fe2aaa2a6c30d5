// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/config.h"
#include "engine/proxy/rules.h"
#include "engine/stats/circuit_health.h"

namespace llmproxy {

// What the configuration says of the features, as the rooms take it.

proxy::CircuitRules circuitRules(const config::CircuitBreaker &breaker);
circuit::Policy circuitPolicy(const config::Config &config);
/// All but what the store and the test modes tell.
stats::CircuitHealth circuitHealth(const config::CircuitBreaker &breaker,
                                   const proxy::Rules &rules);
usage::EstimateSettings estimateSettings(const config::RateLimiting &limiting,
                                         const QByteArray &providerType);
/// Every alias of a provider's models, with the name that the configuration has for it.
QHash<QByteArray, QByteArray> modelNames(const config::Provider &provider);

} // namespace llmproxy
