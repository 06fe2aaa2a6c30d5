// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"
#include "engine/config/problem.h"

namespace llmproxy::config {

/// Compares a tree with the table in schema.h: unknown keys (of the severity given, with the
/// nearest known name), wrong types, values out of range. The circuit breaker's values are checked
/// only while it is enabled. Pricing is left to readPricing().
Problems checkAgainstSchema(const Node &root, Severity unknownKeys);

} // namespace llmproxy::config
