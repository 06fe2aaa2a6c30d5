// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/meter.h"
#include "engine/stats/snapshot.h"

namespace llmproxy::stats {

/// What is told to who collects metrics.
struct Exposed
{
    const EngineSnapshot &snapshot;
    const Measurements &measurements;
    QByteArray version; ///< of the program
    QByteArray commit;
};

/// As Prometheus reads it (text format 0.0.4): every family with its help and its type, also those
/// that have no sample yet. docs/metrics.md explains them.
QByteArray prometheusText(const Exposed &exposed);

} // namespace llmproxy::stats
