// SPDX-License-Identifier: MIT
#pragma once

#include "engine/redis/command.h"
#include "engine/storage/memory_breaker_store.h"
#include "engine/storage/redis_layout.h"

#include <functional>
#include <memory>
#include <mutex>

namespace llmproxy::storage {

/// What the RedisBreakerStores of one process have in common: the rules, the breakers that stand in
/// while Redis is away, whom to tell, and what was seen last. Outlives them. From any thread.
class RedisBreakers final
{
public:
    using Listener = EventOutbox::Listener;

    /// Where the stores' own work is done for others; see stand().
    struct Desk
    {
        std::function<void()> look; ///< posts a look at Redis, whose result comes to show()
        std::function<void(const circuit::Key &, const circuit::Force &)> force; ///< posts it
    };

    /// `local` has the same rules and listener. `instance`: a name that no other process has.
    RedisBreakers(RedisLayout layout,
                  const circuit::Policy &policy,
                  MemoryBreakerStore &local,
                  QByteArray instance,
                  Listener listener);
    Q_DISABLE_COPY_MOVE(RedisBreakers)

    MemoryBreakerStore &local() { return m_local; }
    const RedisLayout &layout() const { return m_layout; }
    std::shared_ptr<const circuit::Policy> policy() const;
    void setPolicy(const circuit::Policy &policy, Duration escalation);
    /// Those that are looked at.
    QByteArrayList providers() const;
    void setProviders(const QByteArrayList &providers);
    void tell(std::vector<circuit::Event> events);

    /// A script on a key; `arguments` come behind those that all breaker scripts have.
    redis::Call call(const redis::Script &script,
                     const circuit::Key &key,
                     const QByteArrayList &arguments = {}) const;
    /// "<instance>-<number>", never twice.
    QByteArray nextMember();

    /// A store is there to look and to force; null: no more. The first one is asked.
    void stand(const void *store, std::optional<Desk> desk);
    void show(const circuit::Snapshot &snapshot, MonotonicTime now);
    /// What was seen last, at most a second old while somebody asks; what the local breakers say
    /// while nothing was. Has the next look taken.
    circuit::Snapshot shown(MonotonicTime now, TimePoint wallNow, int maxKeys);
    /// Nullopt: nothing yet, or hide() was called since.
    std::optional<circuit::Snapshot> lastSeen() const;
    void force(const circuit::Key &key, const circuit::Force &force, MonotonicTime now);
    /// From now on the local breakers are shown, until the next show().
    void hide();

private:
    const RedisLayout m_layout;
    MemoryBreakerStore &m_local;
    const QByteArray m_instance;
    EventOutbox m_outbox;
    std::atomic<quint64> m_members = 0;
    mutable std::mutex m_mutex;
    std::shared_ptr<const circuit::Policy> m_policy;                    // guarded by m_mutex
    QByteArrayList m_providers;                                         // guarded by m_mutex
    std::vector<std::pair<const void *, Desk>> m_desks;                 // guarded by m_mutex
    std::optional<std::pair<circuit::Snapshot, MonotonicTime>> m_shown; // guarded by m_mutex
    MonotonicTime m_lookedAt;                                           // guarded by m_mutex
};

} // namespace llmproxy::storage
