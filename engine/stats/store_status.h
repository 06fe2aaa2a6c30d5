// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>

#include <optional>

namespace llmproxy::stats {

/// Where the breakers or the limits' counters are kept, and whether they are reached.
struct StoreStatus
{
    QByteArray backend = "memory";               ///< as configured: "memory", "redis"
    QByteArray server = {};                      ///< "cache:6379"; empty: memory
    bool connected = true;                       ///< else the local counters stand in
    std::optional<TimePoint> fallbackSince = {}; ///< none: connected
    QByteArray lastError = {};                   ///< empty: none so far

    bool operator==(const StoreStatus &) const = default;
};

} // namespace llmproxy::stats
