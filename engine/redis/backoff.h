// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

namespace llmproxy::redis {

/// How long to leave a server alone that failed: 100 ms the first time, twice as long each time
/// that it fails again, 3 s at most; of that at random the half up to all, so that the instances
/// do not come back all at once. `failures`: in a row, from 1; `jitter` in [0, 1).
Duration backoff(int failures, double jitter);

/// A server that answered for so long is well: the next failure is a first one.
inline constexpr Duration WellAfter = std::chrono::seconds(10);

} // namespace llmproxy::redis
