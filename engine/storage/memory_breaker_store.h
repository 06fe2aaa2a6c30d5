// SPDX-License-Identifier: MIT
#pragma once

#include "engine/storage/breaker_table.h"
#include "engine/storage/event_outbox.h"

#include <atomic>
#include <mutex>

namespace llmproxy::storage {

/// Breakers of this process alone. While nothing is open anywhere, admit() and the report of a good
/// answer take no lock and allocate nothing. At most MaxKeys keys: the oldest closed go first,
/// forced and open ones stay.
class MemoryBreakerStore final : public BreakerStore
{
public:
    static constexpr int MaxKeys = 10'000;

    /// Told of each event once, in order, one at a time, in the thread of whoever caused it or of
    /// another that is just being told. No lock is held: it may use the store.
    using Listener = EventOutbox::Listener;

    explicit MemoryBreakerStore(const circuit::Policy &policy,
                                Duration escalation = std::chrono::seconds(60),
                                Listener listener = {});

    void admit(const circuit::Key &key, MonotonicTime now, Wait &wait, ThenGate then) override;
    void report(const circuit::Key &key,
                const circuit::Ticket &ticket,
                const Report &report,
                MonotonicTime now) override;
    void note(const circuit::Key &key,
              circuit::FailureClass failure,
              MonotonicTime now,
              ThenRun then) override;
    void force(const circuit::Key &key, const circuit::Force &force, MonotonicTime now) override;
    void snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, ThenSnapshot then) override;
    void setPolicy(const circuit::Policy &policy, Duration escalation) override;

    int keys(); ///< how many are kept

private:
    /// Runs `use(table, events)` under the lock, publishes what the fast path reads, and delivers
    /// the events.
    template<class Use>
    auto locked(Use use);

    std::mutex m_mutex;
    BreakerTable m_table; // guarded by m_mutex
    EventOutbox m_outbox;
    // What the table said last, for those who only look whether there is anything to do. The
    // generation is published first: whoever sees that nothing is watched sees at least the one
    // of the last closing.
    std::atomic<quint64> m_generation = 0;
    std::atomic<int> m_watched = 0;
    std::atomic<int> m_runs = 0;
};

} // namespace llmproxy::storage
