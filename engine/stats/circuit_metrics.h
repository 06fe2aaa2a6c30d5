// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/event.h"
#include "engine/stats/dogstatsd.h"

#include <optional>

namespace llmproxy::stats {

/// What an event of the circuit breaker is counted as; nullopt: not at all. Tags that nothing is
/// known of say "unknown".
std::optional<Metric> circuitMetric(const circuit::Event &event);

} // namespace llmproxy::stats
