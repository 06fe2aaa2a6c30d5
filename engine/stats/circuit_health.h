// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/snapshot.h"

#include <QByteArrayList>

namespace llmproxy::stats {

/// What /health says of the breaker besides what its store remembers.
struct CircuitHealth
{
    QByteArray mode;    ///< "enforce", "log"
    QByteArray backend; ///< the one in force: "memory", "redis"
    bool redisFallback = false;
    QByteArray degradedSignal;
    int rollupThreshold = 0;
    Duration rollupWindow{0};
    QByteArrayList providers; ///< those that are listed, in that order
    QByteArrayList testModes; ///< switched on, as text; none: left out
    circuit::Snapshot snapshot;
    bool statsUnavailable = false; ///< the store did not answer
};

/// The value of /health's member `circuit_breaker`, JSON.
QByteArray circuitBlock(const CircuitHealth &health);

/// The provider's own members of old, `"circuit_state":…,"circuit_failures":…` and perhaps
/// `"circuit_cooldown_until":…`: JSON without braces. Empty where the statistics are unavailable.
QByteArray circuitMembers(const CircuitHealth &health, const QByteArray &provider);

} // namespace llmproxy::stats
