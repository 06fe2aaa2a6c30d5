// SPDX-License-Identifier: MIT
#pragma once

#include "engine/engine.h"
#include "engine/ratelimit/identity.h"
#include "engine/redis/servers.h"
#include "engine/stats/store_status.h"
#include "engine/storage/redis_breakers.h"
#include "engine/storage/redis_limit_store.h"
#include "engine/worker.h"

namespace llmproxy {

/// The Redis servers of the configuration; null: the memory of this process. One and the same where
/// the breaker and the limits have the same one.
struct SharedServers
{
    std::shared_ptr<const redis::Settings> circuit;
    std::shared_ptr<const redis::Settings> limits;
};
/// Fails where certificate authorities cannot be read.
Result<SharedServers, QString> sharedServers(const EngineSettings &settings);

/// The secret under which callers' names are digested: at random, but the same on all instances
/// that share their limits.
QByteArray digestSecret(const config::Config &config);

/// The state that this instance shares with others, and what of it each worker has. May be used
/// from any thread; outlives the workers.
class SharedState final
{
public:
    /// What stands in while Redis is away, and learns from it. Outlives this.
    struct Local
    {
        storage::MemoryBreakerStore &breakers;
        storage::MemoryLimitStore &limits;
        const ratelimit::KeyDigest &digest;
    };
    using Tell = storage::RedisBreakers::Listener;

    SharedState(const SharedServers &servers,
                const config::Config &config,
                const Local &local,
                Tell tell,
                LogSink log);
    Q_DISABLE_COPY_MOVE(SharedState)

    /// In the worker's thread; null: it needs none of its own.
    std::unique_ptr<WorkerStores> storesFor(net::Loop &loop);

    /// Goes by other rules. Other servers take a restart.
    void follow(const config::Config &config);

    /// Null: not shared.
    storage::RedisBreakers *breakers() { return m_breakers.get(); }
    stats::StoreStatus circuitStore() const { return statusOf(m_circuit); }
    stats::StoreStatus limitStore() const { return statusOf(m_limits); }

private:
    struct Server
    {
        std::shared_ptr<const redis::Settings> settings; ///< null: none
        std::shared_ptr<redis::Watch> watch;
    };

    static stats::StoreStatus statusOf(const Server &server);
    Server serverAt(std::shared_ptr<const redis::Settings> settings);
    void changed(const redis::Settings &settings, const redis::Status &status);

    const Local m_local;
    const LogSink m_log;
    const std::optional<config::Redis> m_circuitConfig; ///< as it was at the start
    const std::optional<config::Redis> m_limitConfig;
    std::unique_ptr<storage::RedisBreakers> m_breakers;
    storage::RedisLayout m_limitLayout;
    Server m_circuit;
    Server m_limits;
};

} // namespace llmproxy
