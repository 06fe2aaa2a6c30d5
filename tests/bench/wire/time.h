// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace llmproxy::bench {

/// CLOCK_MONOTONIC: the same clock in every process of the machine, so that the upstream's time
/// stamps can be read by the load generator.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = std::chrono::nanoseconds;

inline double toSeconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

inline Duration fromSeconds(double seconds)
{
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

} // namespace llmproxy::bench
