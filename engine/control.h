// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "engine/traffic/exchange_record.h"

#include <memory>

namespace llmproxy {

/// What the window may ask of a running engine. Safe from any thread, never waits for traffic.
/// An interface so that the window, a module of its own, links nothing of the engine.
class Control
{
public:
    virtual ~Control() = default;

    /// Never null; at most 250 ms old while the engine runs.
    virtual std::shared_ptr<const stats::EngineSnapshot> snapshot() const = 0;

    /// Records of the live window that are new or changed since `cursor` (0: all), at most `max`.
    virtual traffic::RecordDelta recordsSince(quint64 cursor, qsizetype max) const = 0;
};

} // namespace llmproxy
