// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/config.h"
#include "engine/proxy/rules.h"

namespace llmproxy {

// What the configuration says of the features, as the rooms take it.

proxy::CircuitRules circuitRules(const config::CircuitBreaker &breaker);
circuit::Policy circuitPolicy(const config::CircuitBreaker &breaker);
usage::EstimateSettings estimateSettings(const config::RateLimiting &limiting,
                                         const QByteArray &providerType);
/// Every alias of a provider's models, with the name that the configuration has for it.
QHash<QByteArray, QByteArray> modelNames(const config::Provider &provider);

} // namespace llmproxy
