// SPDX-License-Identifier: MIT
#pragma once

#include "engine/proxy/rules.h"
#include "engine/stats/circuit_health.h"
#include "engine/stats/store_status.h"

namespace llmproxy {

/// What /health tells besides the routes.
struct Health
{
    TimePoint at;
    bool tracksCosts = false;
    bool limitsRates = false;
    stats::StoreStatus limitStore;               ///< told if it is shared
    std::optional<stats::CircuitHealth> circuit; ///< nullopt: the breaker is off
};

/// The body of /health, JSON: `{"status":"healthy","timestamp":…,"features":{…},"providers":{…}`
/// and, with the breaker, its block.
QByteArray healthBody(const proxy::Rules &rules, const Health &health);

} // namespace llmproxy
