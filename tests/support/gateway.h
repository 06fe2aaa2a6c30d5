// SPDX-License-Identifier: MIT
#pragma once

#include "engine/details.h"
#include "engine/net/acceptor.h"
#include "engine/storage/memory_breaker_store.h"
#include "engine/storage/memory_limit_store.h"
#include "engine/worker.h"

#include <QObject>

#include <memory>

namespace llmproxy::test {

/// What the stores of a gateway go by.
struct StorePolicies
{
    circuit::Policy circuit;
    ratelimit::Policy limits;
};

/// One real worker behind a real listening socket, with rules that the test makes, and the stores
/// that an engine has.
class Gateway
{
public:
    /// `admin`: what /admin and /metrics can do; null: there is neither.
    explicit Gateway(proxy::Rules rules,
                     const StorePolicies &policies = {},
                     admin::Powers *admin = nullptr);
    ~Gateway();

    quint16 port() const { return m_port; }
    QByteArray authority() const { return "127.0.0.1:" + QByteArray::number(m_port); }
    int clientConnections() const { return m_shared.connections.load(); }
    /// The last state of each exchange that was told so far; the outbox delivers in batches.
    std::vector<proxy::Trace> traces() const;
    /// What was captured of an exchange so far.
    traffic::ExchangeDetail detail(qint64 id) const;

    /// What the breaker and the exchanges told of it so far.
    std::vector<circuit::Event> events() const;
    storage::MemoryBreakerStore &breakers() { return m_breakers; }
    storage::MemoryLimitStore &limits() { return m_limits; }
    const storage::MemoryLimitStore &limits() const { return m_limits; }
    storage::TestModes &testModes() { return m_testModes; }

    /// Runs `task` in this thread while the worker stands still: what happens meanwhile reaches
    /// it all at once.
    void whileStopped(const std::function<void()> &task);

    /// Rules with one provider: the README's "openai" that any page may call, and a further one
    /// named "v1" whose callers are checked, both at http://127.0.0.1:`upstreamPort`.
    static proxy::Rules rulesFor(quint16 upstreamPort);
    static proxy::ProviderRoute
    routeTo(const QByteArray &name, const QByteArray &type, quint16 upstreamPort);
    static void add(proxy::Rules &rules, proxy::ProviderRoute route);

private:
    void note(const circuit::Event &event);

    mutable std::mutex m_mutex;
    proxy::TraceOutbox::Batch m_traces;   // guarded by m_mutex
    Details m_details;                    // guarded by m_mutex
    std::vector<circuit::Event> m_events; // guarded by m_mutex
    storage::MemoryBreakerStore m_breakers;
    storage::MemoryLimitStore m_limits;
    storage::TestModes m_testModes;
    const ratelimit::KeyDigest m_digest{QByteArray(32, 's')};
    WorkerShared m_shared;
    std::unique_ptr<WorkerThread> m_worker;
    std::unique_ptr<net::Acceptor> m_acceptor;
    quint16 m_port = 0;
};

} // namespace llmproxy::test
