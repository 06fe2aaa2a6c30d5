// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/escalation.h"
#include "engine/circuit/rollup.h"
#include "engine/storage/breaker_store.h"

#include <QHash>

namespace llmproxy::storage {

/// What a MemoryBreakerStore keeps. An entry comes into being with a key's first failure, so what
/// callers name as a model costs nothing while it works. One thread at a time.
class BreakerTable
{
public:
    using Events = std::vector<circuit::Event>;

    BreakerTable(const circuit::Policy &policy, Duration escalation, int maxKeys)
        : m_policy(policy)
        , m_escalation(escalation)
        , m_maxKeys(maxKeys)
    {}

    // As in BreakerStore; what happened is appended to `events`.
    circuit::Gate admit(const circuit::Key &key, MonotonicTime now, Events &events);
    void report(const circuit::Key &key,
                const circuit::Ticket &ticket,
                const Report &report,
                MonotonicTime now,
                Events &events);
    Duration note(const circuit::Key &key, circuit::FailureClass failure, MonotonicTime now);
    void force(const circuit::Key &key, const Force &force, MonotonicTime now, Events &events);
    circuit::Snapshot snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, Events &events);
    void setPolicy(const circuit::Policy &policy, Duration escalation);

    /// How often circuits have closed.
    quint64 generation() const { return m_generation; }
    /// Keys and providers that admit() may have another answer for than Pass.
    int watched() const { return m_watched; }
    /// Keys with a run of global rate limits.
    int runs() const { return static_cast<int>(m_runs.size()); }
    int keys() const { return m_keys; }

private:
    struct Recent
    {
        MonotonicTime at;
        circuit::Cause cause;
    };
    struct Entry
    {
        circuit::Breaker breaker;
        std::vector<Recent> recent; ///< oldest first
        bool watched = false;
    };
    struct Provider
    {
        QHash<QByteArray, Entry> entries; ///< by model
        circuit::Rollup rollup;
        bool rollupOpen = false;               ///< as it was last told
        std::optional<circuit::Override> hold; ///< a person closed the whole provider off
    };

    class WallClock;

    /// Makes room if need be; null if there is none.
    Entry *entryFor(const circuit::Key &key, MonotonicTime now);
    Entry *find(const circuit::Key &key);
    void evict(MonotonicTime now);
    void track(Entry &entry);
    void reportProbe(const circuit::Key &key,
                     quint64 token,
                     const Report &report,
                     MonotonicTime now,
                     Events &events);
    void recordFailure(const circuit::Key &key,
                       quint64 generation,
                       const Report &report,
                       MonotonicTime now,
                       Events &events);
    void hold(const circuit::Key &key, const Force &force, MonotonicTime now, Events &events);
    void watchRollup(const QByteArray &name, MonotonicTime now, Events &events);

    circuit::KeyStatus
    statusOf(const circuit::Key &key, const Entry &entry, const WallClock &wall) const;
    circuit::ProviderStatus
    statusOf(const QByteArray &name, const Provider &provider, const WallClock &wall) const;

    circuit::Policy m_policy;
    Duration m_escalation;
    int m_maxKeys;
    QHash<QByteArray, Provider> m_providers;
    QHash<circuit::Key, circuit::GlobalLimitRun> m_runs;
    quint64 m_generation = 0;
    quint64 m_lastToken = 0;
    int m_watched = 0;
    int m_keys = 0;
};

} // namespace llmproxy::storage
