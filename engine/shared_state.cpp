// SPDX-License-Identifier: MIT
#include "engine/shared_state.h"

#include "engine/feature_rules.h"
#include "engine/net/clock.h"
#include "engine/net/tls_context.h"
#include "engine/storage/redis_breaker_store.h"
#include "engine/storage/redis_scripts.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <utility>

namespace llmproxy {

namespace {

storage::RedisLayout layoutOf(const config::Redis &redis)
{
    return {redis.nameSpace, redis.layout == config::Redis::Layout::Cluster};
}

Result<std::shared_ptr<const redis::Settings>, QString> serverOf(const config::Redis &redis,
                                                                 const EngineSettings &settings)
{
    auto made = std::make_shared<redis::Settings>();
    made->endpoint.host = redis.host;
    made->endpoint.port = redis.port;
    if (redis.tls) {
        QList<net::TrustPath> configured;
        const QByteArray &file = settings.config->upstream.caFile;
        if (!file.isEmpty())
            configured.append(
                {QStringLiteral("features.upstream.ca_file"), QString::fromUtf8(file)});
        auto tls = net::TlsContext::create(net::trustSources(settings.environment, configured));
        if (!tls)
            return Failure<QString>(tls.error().message());
        made->endpoint.tls = *tls;
    }
    made->user = redis.user;
    made->password = redis.password;
    made->db = redis.db;
    made->isCluster = redis.layout == config::Redis::Layout::Cluster;
    made->budget = redis.timeout;
    made->aliveKey = layoutOf(redis).aliveKey();
    return std::shared_ptr<const redis::Settings>(std::move(made));
}

QByteArray randomName()
{
    return QByteArray::number(QRandomGenerator::system()->generate(), 36);
}

/// One connection where both are on one server, so that what a request asks for is one write.
class RedisStores final : public WorkerStores
{
public:
    using Servers = std::shared_ptr<redis::Servers>;

    RedisStores(net::Loop &loop,
                const Servers &circuit,
                const Servers &limits,
                storage::RedisBreakers *breakers,
                const storage::RedisLayout &limitLayout,
                const SharedState::Local &local)
        : m_local(local)
        , m_circuitServers(circuit)
        , m_limitServers(limits)
    {
        if (breakers != nullptr)
            m_breakers.emplace(loop, *circuit, *breakers);
        if (limits)
            m_limits.emplace(*limits, limitLayout, local.limits, local.digest);
    }

    storage::BreakerStore &breakers() override
    {
        if (m_breakers)
            return *m_breakers;
        return m_local.breakers;
    }
    storage::LimitStore &limits() override
    {
        if (m_limits)
            return *m_limits;
        return m_local.limits;
    }

private:
    const SharedState::Local m_local;
    const Servers m_circuitServers;
    const Servers m_limitServers;
    std::optional<storage::RedisBreakerStore> m_breakers;
    std::optional<storage::RedisLimitStore> m_limits;
};

} // namespace

Result<SharedServers, QString> sharedServers(const EngineSettings &settings)
{
    SharedServers servers;
    const auto &circuit = settings.config->circuitBreaker.redis;
    const auto &limits = settings.config->rateLimiting.redis;
    if (circuit) {
        auto server = serverOf(*circuit, settings);
        if (!server)
            return Failure<QString>(server.error());
        servers.circuit = *server;
    }
    if (limits && limits == circuit) {
        servers.limits = servers.circuit;
    } else if (limits) {
        auto server = serverOf(*limits, settings);
        if (!server)
            return Failure<QString>(server.error());
        servers.limits = *server;
    }
    return servers;
}

QByteArray digestSecret(const config::Config &config)
{
    const auto &redis = config.rateLimiting.redis;
    if (redis) {
        const QByteArray secret = redis->secret.isEmpty() ? redis->password : redis->secret;
        const QByteArray text = "llm-proxy limits\n" + redis->nameSpace + '\n' + secret;
        return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
    }
    QByteArray random(32, '\0');
    for (char &byte : random)
        byte = static_cast<char>(QRandomGenerator::system()->generate());
    return random;
}

SharedState::SharedState(const SharedServers &servers,
                         const config::Config &config,
                         const Local &local,
                         Tell tell,
                         LogSink log)
    : m_local(local)
    , m_log(std::move(log))
    , m_circuitConfig(config.circuitBreaker.redis)
    , m_limitConfig(config.rateLimiting.redis)
    , m_circuit(serverAt(servers.circuit))
    , m_limits(servers.limits == servers.circuit ? m_circuit : serverAt(servers.limits))
{
    if (m_limitConfig)
        m_limitLayout = layoutOf(*m_limitConfig);
    if (!m_circuitConfig)
        return;
    m_breakers = std::make_unique<storage::RedisBreakers>(layoutOf(*m_circuitConfig),
                                                          circuitPolicy(config),
                                                          local.breakers,
                                                          randomName(),
                                                          std::move(tell));
    m_breakers->setProviders(config.providers.keys());
}

SharedState::Server SharedState::serverAt(std::shared_ptr<const redis::Settings> settings)
{
    if (!settings)
        return {};
    auto watch = std::make_shared<redis::Watch>(
        net::wallClock(),
        [this, settings](const redis::Status &status) { changed(*settings, status); });
    return {std::move(settings), std::move(watch)};
}

void SharedState::changed(const redis::Settings &settings, const redis::Status &status)
{
    if (!status.connected && m_breakers && m_circuit.settings.get() == &settings)
        m_breakers->hide();
    if (!m_log)
        return;
    if (status.connected)
        m_log(LogLevel::Info,
              LogLine("redis is connected: state is shared").text("server", placeOf(settings)));
    else
        m_log(LogLevel::Warn,
              LogLine("redis is away: this instance goes on by its own counters")
                  .text("server", placeOf(settings))
                  .text("error", status.lastError));
}

std::unique_ptr<WorkerStores> SharedState::storesFor(net::Loop &loop)
{
    const auto scripts = storage::RedisScripts::all().list();
    const auto serversAt = [&](const Server &server) -> std::shared_ptr<redis::Servers> {
        if (!server.settings)
            return nullptr;
        return std::make_shared<redis::Servers>(loop, server.settings, server.watch, scripts);
    };
    const auto circuit = serversAt(m_circuit);
    const auto limits = m_limits.settings == m_circuit.settings ? circuit : serversAt(m_limits);
    if (!circuit && !limits)
        return nullptr;
    return std::make_unique<RedisStores>(
        loop, circuit, limits, m_breakers.get(), m_limitLayout, m_local);
}

void SharedState::follow(const config::Config &config)
{
    const bool isOther = config.circuitBreaker.redis != m_circuitConfig
                         || config.rateLimiting.redis != m_limitConfig;
    if (isOther && m_log)
        m_log(LogLevel::Warn, LogLine("other redis settings take effect after a restart"));
    if (!m_breakers)
        return;
    m_breakers->setPolicy(circuitPolicy(config), config.circuitBreaker.globalRateLimitEscalation);
    m_breakers->setProviders(config.providers.keys());
}

stats::StoreStatus SharedState::statusOf(const Server &server)
{
    if (!server.settings)
        return {};
    const redis::Status status = server.watch->status();
    return {.backend = "redis",
            .server = placeOf(*server.settings),
            .connected = status.connected,
            .fallbackSince = status.awaySince,
            .lastError = status.lastError};
}

} // namespace llmproxy
