// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/config.h"
#include "engine/config/layers.h"
#include "engine/config/problem.h"
#include "engine/config/section.h"

namespace llmproxy::config {

// From a tree to typed values. Each also checks what the table of keys cannot say: what depends on
// another key, and what a text must look like inside.

void buildServer(const Section &root, int cores, Server &server);
void buildLogging(const Section &root, Logging &logging);
void buildUpstream(const Section &root, Upstream &upstream);
void buildCircuitBreaker(const Section &root, CircuitBreaker &breaker);
void buildRateLimiting(const Section &root, RateLimiting &limiting);
void buildUsage(const Section &root, Usage &usage);
void buildCostTracking(const Section &root, const Environment &environment, CostTracking &tracking);
void buildTraffic(const Section &root, Traffic &traffic);
/// Needs `config.upstream` built, for the time limit that providers inherit.
void buildProviders(const Section &root, const Environment &environment, Config &config);
void buildRetiredModels(const Section &root, Config &config);

/// The server that the `redis` block below `section` describes. None: a problem is reported.
std::optional<Redis> buildRedis(const Section &section);
Datadog buildDatadog(const Section &section);

} // namespace llmproxy::config
