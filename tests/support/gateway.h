// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/acceptor.h"
#include "engine/worker.h"

#include <QObject>

#include <memory>

namespace llmproxy::test {

/// One real worker behind a real listening socket, with rules that the test makes.
class Gateway
{
public:
    explicit Gateway(proxy::Rules rules);
    ~Gateway();

    quint16 port() const { return m_port; }
    QByteArray authority() const { return "127.0.0.1:" + QByteArray::number(m_port); }
    int clientConnections() const { return m_shared.connections.load(); }
    /// The last state of each exchange that was told so far; the outbox delivers in batches.
    std::vector<proxy::Trace> traces() const;

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
    mutable std::mutex m_mutex;
    std::vector<proxy::Trace> m_traces; // guarded by m_mutex
    WorkerShared m_shared;
    std::unique_ptr<WorkerThread> m_worker;
    std::unique_ptr<net::Acceptor> m_acceptor;
    quint16 m_port = 0;
};

} // namespace llmproxy::test
