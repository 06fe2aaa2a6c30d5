// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"
#include "engine/config/problem.h"
#include "engine/cost/pricing.h"

#include <QByteArray>

namespace llmproxy::config {

/// Reads `{input, output}`, a list of `{threshold, input, output}`, or a map with `tiers`; the map
/// forms may have `overrides`. Left out, the cache's classes cost what input costs, `thought` what
/// output costs, and `cache_write_long` what `cache_write` costs. Adds to `problems` what is wrong,
/// each naming its key below `path`.
cost::Pricing readPricing(const Node &node, const QByteArray &path, Problems &problems);

} // namespace llmproxy::config
