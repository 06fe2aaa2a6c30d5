// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace llmproxy {

/// Wall-clock time in milliseconds: what a record, a log line or a store is stamped with, so that
/// two processes that share a store agree. Never used to measure how long something took.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

/// Time for intervals inside one process: deadlines, latencies. Never goes backwards.
using MonotonicTime = std::chrono::steady_clock::time_point;

} // namespace llmproxy
