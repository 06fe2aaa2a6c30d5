// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/call.h"
#include "engine/net/mailbox.h"
#include "engine/proxy/exchange.h"

#include <QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <unordered_map>

namespace llmproxy {

/// The stores of one worker, where they are not the engine's. Lives in: the worker.
class WorkerStores
{
public:
    WorkerStores() = default;
    virtual ~WorkerStores() = default;
    Q_DISABLE_COPY_MOVE(WorkerStores)

    virtual storage::BreakerStore &breakers() = 0;
    virtual storage::LimitStore &limits() = 0;
};

/// What the workers of an engine have in common. Outlives them all.
struct WorkerShared
{
    std::function<void(proxy::TraceOutbox::Batch)> record; ///< from any worker thread
    std::function<QByteArray()> health;                    ///< from any worker thread
    std::function<void(const circuit::Event &)> tell;      ///< from any worker thread
    storage::BreakerStore &breakers;
    storage::TestModes &testModes;
    storage::LimitStore &limits;
    const ratelimit::KeyDigest &digest;
    /// Makes a worker its own stores, in its thread; empty: `breakers` and `limits` are asked.
    std::function<std::unique_ptr<WorkerStores>(net::Loop &)> makeStores = {};
    net::EventDispatcher::Choice dispatcher = net::EventDispatcher::Choice::Epoll;
    std::shared_ptr<std::atomic<qint64>> lastExchangeId = std::make_shared<std::atomic<qint64>>(0);
    std::atomic<int> connections{0};
    admin::Powers *admin = nullptr; ///< null: no /admin and no /metrics
};

/// One thread's world: its loop, its connections, its upstream pool. Made, run and destroyed in
/// its own thread; other threads reach it through its mailbox alone.
class Worker final : public net::RequestServer
{
public:
    Worker(WorkerShared &shared, std::shared_ptr<const proxy::Rules> rules);
    ~Worker();
    Q_DISABLE_COPY_MOVE(Worker)

    net::Mailbox &mailbox() { return m_mailbox; }

    // In the worker's thread.
    void adopt(qintptr descriptor, int maxConnections);
    void setRules(std::shared_ptr<const proxy::Rules> rules);
    /// No connection is used for a further request; `done` is called once none is left.
    void drain(std::function<void()> done);
    void closeAll();

private:
    std::unique_ptr<net::Responder> respondTo(net::ClientConnection &connection) override;
    QByteArray refusal(int status, const net::ClientConnection &connection) override;
    void connectionClosed(net::ClientConnection &connection) override;
    qint64 nextId();
    std::shared_ptr<const net::ClientLimits> clientLimits() const;

    WorkerShared &m_shared;
    net::Mailbox m_mailbox;
    net::Loop m_loop;
    std::unique_ptr<WorkerStores> m_stores; ///< null: the engine's
    std::shared_ptr<const proxy::Rules> m_rules;
    net::UpstreamPool m_pool;
    proxy::TraceOutbox m_outbox;
    proxy::GuardPost m_guards;
    proxy::LimitPost m_limits;
    proxy::Workshop m_workshop;
    admin::Office m_office;
    std::unordered_map<net::ClientConnection *, std::unique_ptr<net::ClientConnection>> m_clients;
    std::function<void()> m_drained;
};

/// A worker and its thread.
class WorkerThread final
{
public:
    WorkerThread(WorkerShared &shared, std::shared_ptr<const proxy::Rules> rules);
    ~WorkerThread(); ///< ends the loop and waits for the thread
    Q_DISABLE_COPY_MOVE(WorkerThread)

    /// Runs `task` in the worker's thread.
    void post(std::function<void(Worker &)> task);

private:
    std::unique_ptr<QThread> m_thread;
    Worker *m_worker = nullptr; ///< lives in the thread's loop
};

} // namespace llmproxy
