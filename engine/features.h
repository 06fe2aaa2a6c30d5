// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/config.h"
#include "engine/ratelimit/identity.h"
#include "engine/rules.h"
#include "engine/shared_state.h"
#include "engine/stats/snapshot.h"
#include "engine/storage/memory_breaker_store.h"
#include "engine/storage/memory_limit_store.h"
#include "engine/storage/test_modes.h"

#include <mutex>

namespace llmproxy {

/// What the exchanges of all workers share besides the rules: the breakers, the limits' counters
/// and the test modes. They outlive a reload. May be used from any thread.
class Features final
{
public:
    using Tell = std::function<void(const circuit::Event &)>;

    /// `tell` and `log` are called from the threads of those who cause something.
    Features(std::shared_ptr<const config::Config> config,
             const SharedServers &servers,
             const Tell &tell,
             LogSink log);
    Q_DISABLE_COPY_MOVE(Features)

    /// Goes by other settings from now on; nothing that was counted is lost.
    void follow(const std::shared_ptr<const config::Config> &config);

    // Of this instance alone; see storesFor().
    storage::BreakerStore &breakers() { return m_breakers; }
    storage::LimitStore &limits() { return m_limits; }
    /// A worker's own, in its thread; null: those above are asked.
    std::unique_ptr<WorkerStores> storesFor(net::Loop &loop) { return m_shared.storesFor(loop); }
    storage::TestModes &testModes() { return m_testModes; }
    const ratelimit::KeyDigest &digest() const { return m_digest; }

    void forceCircuit(const circuit::Key &key, const circuit::Force &force);
    /// 0: the configuration does not allow test modes.
    qint64 switchTestModeOn(const circuit::TestRule &rule);

    /// The features' part of what the window is shown.
    void addTo(stats::EngineSnapshot &snapshot);
    /// The body of /health.
    QByteArray health(const proxy::Rules &rules);

private:
    std::shared_ptr<const config::Config> config() const;
    circuit::Snapshot circuits();
    void logTestMode(const circuit::TestRule &rule, bool isOn) const;

    mutable std::mutex m_mutex;
    std::shared_ptr<const config::Config> m_config; // guarded by m_mutex
    const LogSink m_log;
    storage::MemoryBreakerStore m_breakers;
    storage::TestModes m_testModes;
    const ratelimit::KeyDigest m_digest;
    storage::MemoryLimitStore m_limits;
    SharedState m_shared;
};

} // namespace llmproxy
