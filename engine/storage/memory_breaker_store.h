// SPDX-License-Identifier: MIT
#pragma once

#include "engine/storage/breaker_store.h"

#include <memory>

namespace llmproxy::storage {

/// Breakers of this process alone. While nothing is open at a provider, admit() and report() of a
/// good answer take no lock and allocate nothing. At most MaxKeys keys: the oldest closed go first,
/// forced and open ones stay.
class MemoryBreakerStore final : public BreakerStore
{
public:
    static constexpr int MaxKeys = 10'000;

    /// Told of each event once, in order, one at a time, in the thread of whoever caused it or of
    /// another that is just being told. No lock is held: it may use the store.
    using Listener = std::function<void(const circuit::Event &)>;

    explicit MemoryBreakerStore(const circuit::Policy &policy,
                                Duration escalation = std::chrono::seconds(60),
                                Listener listener = {});
    ~MemoryBreakerStore() override;

    void admit(const circuit::Key &key, MonotonicTime now, ThenGate then) override;
    void report(const circuit::Key &key,
                const circuit::Ticket &ticket,
                const Report &report,
                MonotonicTime now) override;
    void note(const circuit::Key &key,
              circuit::FailureClass failure,
              MonotonicTime now,
              ThenRun then) override;
    void force(const circuit::Key &key, const Force &force, MonotonicTime now) override;
    void snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, ThenSnapshot then) override;
    void setPolicy(const circuit::Policy &policy, Duration escalation) override;

    int keys() const; ///< how many are kept

private:
    class Shard;
    Shard &shardOf(const QByteArray &provider);

    static constexpr std::size_t Shards = 8;
    std::unique_ptr<Shard[]> m_shards;
};

} // namespace llmproxy::storage
