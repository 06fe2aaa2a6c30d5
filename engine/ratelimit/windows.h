// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/ratelimit/limits.h"

namespace llmproxy::ratelimit {

/// Windows are the minutes and days of UTC, numbered since 1970.

inline constexpr Duration lengthOf(Window window)
{
    return window == Window::Minute ? Duration(std::chrono::minutes(1))
                                    : Duration(std::chrono::days(1));
}

inline qint64 numberOf(Window window, TimePoint time)
{
    return window == Window::Minute
               ? std::chrono::floor<std::chrono::minutes>(time.time_since_epoch()).count()
               : std::chrono::floor<std::chrono::days>(time.time_since_epoch()).count();
}

inline TimePoint endOf(Window window, qint64 number)
{
    return TimePoint(lengthOf(window) * (number + 1));
}

/// Whole seconds, at least 1: whoever waits so long is in the next window.
inline Duration untilEnd(Window window, TimePoint now)
{
    return endOf(window, numberOf(window, now)) - std::chrono::floor<std::chrono::seconds>(now);
}

} // namespace llmproxy::ratelimit
