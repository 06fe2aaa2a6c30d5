// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace llmproxy::stats {

/// How long some things took: how many of them at most so long, by the bounds of the buckets.
struct Histogram
{
    /// From a cached answer to a long generation.
    static constexpr std::array Bounds{Duration(50),
                                       Duration(100),
                                       Duration(250),
                                       Duration(500),
                                       Duration(1000),
                                       Duration(2500),
                                       Duration(5000),
                                       Duration(10'000),
                                       Duration(30'000),
                                       Duration(60'000),
                                       Duration(120'000),
                                       Duration(300'000)};

    std::array<qint64, Bounds.size() + 1> counts{}; ///< of each bucket alone; last: beyond all
    Duration sum{0};

    void add(Duration time)
    {
        // A bucket holds its bound.
        const auto *const bound = std::lower_bound(Bounds.begin(), Bounds.end(), time);
        ++counts[static_cast<std::size_t>(bound - Bounds.begin())];
        sum += time;
    }

    bool operator==(const Histogram &) const = default;
};

} // namespace llmproxy::stats
