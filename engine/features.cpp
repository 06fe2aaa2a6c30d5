// SPDX-License-Identifier: MIT
#include "engine/features.h"

#include "engine/feature_rules.h"
#include "engine/health.h"
#include "engine/limit_policy.h"
#include "engine/net/clock.h"
#include "engine/traffic/breaker_log.h"

#include <utility>

namespace llmproxy {

namespace {

constexpr int MaxShownKeys = 100;         ///< of each provider
constexpr qsizetype MaxShownScopes = 200; ///< of each dimension

std::shared_ptr<const ratelimit::Policy> limitsOf(const config::Config &config,
                                                  const ratelimit::KeyDigest &digest)
{
    return std::make_shared<const ratelimit::Policy>(limitPolicy(config.rateLimiting, digest));
}

stats::TestModeStatus statusOf(const circuit::TestRule &rule)
{
    stats::TestModeStatus status{.id = rule.id,
                                 .mode = circuit::textOf(rule.mode).toByteArray(),
                                 .scope = circuit::textOf(rule.scope),
                                 .by = rule.by,
                                 .requestsLeft = {},
                                 .until = {}};
    if (const auto *requests = std::get_if<circuit::ForRequests>(&rule.extent))
        status.requestsLeft = requests->left;
    if (const auto *time = std::get_if<circuit::UntilTime>(&rule.extent))
        status.until =
            net::wallClock()
            + std::chrono::duration_cast<Duration>(time->time - MonotonicTime::clock::now());
    return status;
}

} // namespace

Features::Features(std::shared_ptr<const config::Config> config,
                   const SharedServers &servers,
                   const Tell &tell,
                   LogSink log)
    : m_config(std::move(config))
    , m_log(std::move(log))
    , m_breakers(circuitPolicy(*m_config), m_config->circuitBreaker.globalRateLimitEscalation, tell)
    , m_testModes([this](storage::TestModes::Change change, const circuit::TestRule &rule) {
        logTestMode(rule, change == storage::TestModes::Change::On);
    })
    , m_digest(digestSecret(*m_config))
    , m_limits(limitsOf(*m_config, m_digest))
    , m_shared(servers, *m_config, {m_breakers, m_limits, m_digest}, tell, m_log)
{}

void Features::follow(const std::shared_ptr<const config::Config> &config)
{
    m_breakers.setPolicy(circuitPolicy(*config), config->circuitBreaker.globalRateLimitEscalation);
    m_limits.setPolicy(limitsOf(*config, m_digest));
    m_shared.follow(*config);
    if (!config->circuitBreaker.testModeEnabled)
        m_testModes.switchAllOff();
    const std::lock_guard lock(m_mutex);
    m_config = config;
}

std::shared_ptr<const config::Config> Features::config() const
{
    const std::lock_guard lock(m_mutex);
    return m_config;
}

void Features::forceCircuit(const circuit::Key &key, const circuit::Force &force)
{
    const MonotonicTime now = MonotonicTime::clock::now();
    if (auto *const shared = m_shared.breakers())
        shared->force(key, force, now);
    else
        m_breakers.force(key, force, now);
}

qint64 Features::switchTestModeOn(const circuit::TestRule &rule)
{
    const auto settings = config();
    const bool isAllowed =
        settings->circuitBreaker.enabled && settings->circuitBreaker.testModeEnabled;
    return isAllowed ? m_testModes.switchOn(rule) : 0;
}

circuit::Snapshot Features::circuits()
{
    if (auto *const shared = m_shared.breakers())
        return shared->shown(MonotonicTime::clock::now(), net::wallClock(), MaxShownKeys);
    circuit::Snapshot taken;
    m_breakers.snapshot(MonotonicTime::clock::now(),
                        net::wallClock(),
                        MaxShownKeys,
                        [&taken](const circuit::Snapshot &snapshot) { taken = snapshot; });
    return taken;
}

void Features::addTo(stats::EngineSnapshot &snapshot)
{
    const auto settings = config();
    snapshot.breaksCircuits = settings->circuitBreaker.enabled;
    snapshot.circuitFacts = {.policy = circuitPolicy(*settings),
                             .observesOnly =
                                 settings->circuitBreaker.mode == config::CircuitBreaker::Mode::Log,
                             .testModesAllowed = settings->circuitBreaker.enabled
                                                 && settings->circuitBreaker.testModeEnabled,
                             .degradedSignal = settings->circuitBreaker.degradedSignal};
    if (snapshot.breaksCircuits)
        snapshot.circuits = circuits();
    snapshot.circuitStore = m_shared.circuitStore();
    snapshot.limitStore = m_shared.limitStore();
    for (const circuit::TestRule &rule : m_testModes.rules(MonotonicTime::clock::now()))
        snapshot.testModes.append(statusOf(rule));
    snapshot.limitsRates = settings->rateLimiting.enabled;
    if (snapshot.limitsRates)
        snapshot.limits = m_limits.snapshot(net::wallClock(), MaxShownScopes);
}

QByteArray Features::health(const proxy::Rules &rules)
{
    const auto settings = config();
    Health told{.at = net::wallClock(),
                .tracksCosts = settings->costTracking.enabled,
                .limitsRates = settings->rateLimiting.enabled,
                .limitStore = m_shared.limitStore(),
                .circuit = {}};
    if (settings->circuitBreaker.enabled) {
        told.circuit = circuitHealth(settings->circuitBreaker, rules);
        told.circuit->snapshot = circuits();
        const stats::StoreStatus store = m_shared.circuitStore();
        told.circuit->backend = store.connected ? store.backend : QByteArray("memory");
        told.circuit->redisFallback = !store.connected;
        for (const circuit::TestRule &rule : m_testModes.rules(MonotonicTime::clock::now()))
            told.circuit->testModes.append(circuit::textOf(rule.mode).toByteArray() + " for "
                                           + circuit::textOf(rule.scope));
    }
    return healthBody(rules, told);
}

void Features::logTestMode(const circuit::TestRule &rule, bool isOn) const
{
    if (!m_log)
        return;
    const traffic::BreakerLogEntry entry = traffic::entryOf(rule, isOn);
    m_log(entry.level, entry.line);
}

} // namespace llmproxy
