// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/test_mode.h"

#include <atomic>
#include <functional>
#include <mutex>

namespace llmproxy::storage {

/// The test modes that are switched on, for all workers. May be called from any thread. Nothing is
/// kept over a restart. While none is on, take() costs one look.
class TestModes
{
public:
    /// Told of each rule that goes on or off, in the thread that caused it; no lock is held.
    enum class Change : quint8 { On, Off };
    using Listener = std::function<void(Change, const circuit::TestRule &)>;

    explicit TestModes(Listener listener = {})
        : m_listener(std::move(listener))
    {}

    /// Gives the rule's id, and sets it in what is kept.
    qint64 switchOn(circuit::TestRule rule);
    /// False: there is none of that id (any more).
    bool switchOff(qint64 id);
    void switchAllOff();

    /// The mode for an exchange that begins now; counts it.
    std::optional<circuit::TestMode> take(const circuit::Key &key, MonotonicTime now);
    /// Those that are on.
    circuit::TestRules rules(MonotonicTime now);

private:
    void tell(Change change, const circuit::TestRules &rules) const;
    bool isOn(qint64 id) const; ///< with m_mutex held

    const Listener m_listener;
    std::atomic<bool> m_any{false};
    std::mutex m_mutex;
    circuit::TestRules m_rules; // guarded by m_mutex
    qint64 m_lastId = 0;        // guarded by m_mutex
};

} // namespace llmproxy::storage
