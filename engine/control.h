// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/force.h"
#include "engine/circuit/key.h"
#include "engine/circuit/test_mode.h"
#include "engine/stats/snapshot.h"
#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"
#include "engine/traffic/history_page.h"

#include <functional>
#include <memory>

namespace llmproxy {

/// What the window may ask and want of a running engine. Safe from any thread, never waits for
/// traffic. An interface so that the window, a module of its own, links nothing of the engine.
class Control
{
public:
    virtual ~Control() = default;

    /// Never null; at most 250 ms old while the engine runs.
    virtual std::shared_ptr<const stats::EngineSnapshot> snapshot() const = 0;

    /// Records of the live window that are new or changed since `cursor` (0: all), at most `max`.
    /// With `max` 0 the cursor is that of what changes from now on.
    virtual traffic::RecordDelta recordsSince(quint64 cursor, qsizetype max) const = 0;

    /// Records of the live window with ids below `id`, the newest first, at most `max`.
    virtual QList<traffic::ExchangeRecord> recordsBefore(qint64 id, qsizetype max) const = 0;

    /// What is kept of an exchange in the live window besides its record; null: it is not there.
    /// Of one that is under way: what came so far.
    virtual std::shared_ptr<const traffic::ExchangeDetail> detail(qint64 id) const = 0;

    // What is stored on disk. `then` is called in another thread, or at once with an error; where
    // the engine ends first, not at all.
    using HistoryThen = std::function<void(traffic::HistoryPage)>;
    using StoredThen = std::function<void(traffic::StoredExchange)>;
    virtual void history(const traffic::HistoryQuery &query, HistoryThen then) const = 0;
    virtual void storedExchange(qint64 id, StoredThen then) const = 0;
    /// Deletes all that was recorded, on disk and in the live window. The error is for people,
    /// empty: none.
    virtual void purge(std::function<void(QByteArray error)> then) = 0;
    /// Nothing more is stored on disk until it goes on; the live window does not stop.
    virtual void pauseRecording(bool isPaused) = 0;

    /// A person's word over a circuit; circuit::wholeProvider() stands for all of a provider.
    virtual void forceCircuit(const circuit::Key &key, const circuit::Force &force) = 0;

    /// Switches a test mode on for traffic, and gives the rule's id; 0 where the configuration
    /// does not allow it (features.circuit_breaker.test_mode_enabled).
    virtual qint64 switchTestModeOn(const circuit::TestRule &rule) = 0;
    virtual bool switchTestModeOff(qint64 id) = 0; ///< false: there is none of that id
};

} // namespace llmproxy
