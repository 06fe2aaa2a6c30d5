// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

namespace llmproxy::net {

/// What a record or an answer is stamped with. Intervals are measured with Deadlines::now().
inline TimePoint wallClock()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

} // namespace llmproxy::net
