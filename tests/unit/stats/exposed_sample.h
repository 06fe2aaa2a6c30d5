// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/prometheus.h"

namespace llmproxy::test {

/// A text with a sample in every family that has labels.
inline QByteArray exposedSample()
{
    using namespace std::chrono_literals;
    const QByteArray model = "gpt-4o";
    stats::EngineSnapshot snapshot;
    snapshot.startedAt = TimePoint(1'735'689'600'250ms);
    snapshot.totals.connections = 5;
    snapshot.totals.recordsDropped = 7;
    snapshot.providers.resize(1);
    snapshot.providers[0].name = "openai";
    snapshot.providers[0].inFlight = 3;
    snapshot.transports.resize(1);
    snapshot.transports[0].name = "file \"a\\b\"";
    snapshot.transports[0].dropped = 9;
    snapshot.history.enabled = true;
    snapshot.history.droppedRecords = 8;
    snapshot.breaksCircuits = true;
    snapshot.circuitStore.backend = "redis";
    snapshot.circuitStore.connected = false;
    snapshot.circuits.providers.resize(1);
    circuit::KeyStatus key;
    key.key = {"openai", model};
    key.state = circuit::State::Open;
    snapshot.circuits.providers[0].keys = {key};

    stats::Measurements counts;
    stats::ModelTotals &totals = counts.models[{"openai", model}];
    totals.requests[{2, "upstream"}] = 2;
    totals.requests[{0, "nobody"}] = 1;
    for (const Duration time : {Duration(300ms), Duration(300ms), Duration(40s)})
        totals.total.add(time);
    totals.firstByte.add(300ms);
    totals.firstByte.add(300ms);
    totals.costs.exchanges = 2;
    totals.costs.unknown = 1;
    totals.costs.cacheRead = 30;
    totals.costs.total = {7'500'000};
    counts.circuits[{"circuit.opened", {"openai", model}, "threshold"}] = 4;
    counts.limits[{"openai", "user", true}] = 6;
    return stats::prometheusText({snapshot, counts, "1.2.3", "abc"});
}

} // namespace llmproxy::test
