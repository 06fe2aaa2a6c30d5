// SPDX-License-Identifier: MIT
#include "engine/worker.h"

#include "engine/net/clock.h"

#include <QEventLoop>

#include <future>
#include <random>
#include <utility>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#include <unistd.h>
#else
#include <winsock2.h>
#endif

namespace llmproxy {

namespace {

// Says why, if the kernel takes it at once, and closes.
void turnAway(qintptr descriptor)
{
    const QByteArray reply = proxy::errorReply(
        {503, "server.max_connections are open already", "too_many_connections"}, {.closes = true});
#ifdef Q_OS_UNIX
    ::send(static_cast<int>(descriptor),
           reply.constData(),
           static_cast<std::size_t>(reply.size()),
           MSG_DONTWAIT | MSG_NOSIGNAL);
    ::close(static_cast<int>(descriptor));
#else
    ::send(static_cast<SOCKET>(descriptor), reply.constData(), int(reply.size()), 0);
    ::closesocket(static_cast<SOCKET>(descriptor));
#endif
}

} // namespace

Worker::Worker(WorkerShared &shared, std::shared_ptr<const proxy::Rules> rules)
    : m_shared(shared)
    , m_stores(shared.makeStores ? shared.makeStores(m_loop) : nullptr)
    , m_rules(std::move(rules))
    , m_pool(m_loop, {m_rules, &m_rules->upstream})
    , m_outbox(m_loop.deadlines(), shared.record)
    , m_guards{.breakers = m_stores ? &m_stores->breakers() : &shared.breakers,
               .testModes = &shared.testModes,
               .tell = shared.tell,
               .jitter =
                   [random = std::minstd_rand(std::random_device{}())]() mutable {
                       return std::uniform_real_distribution<double>()(random);
                   },
               .retryBudgets = {}}
    , m_limits{.limits = m_stores ? m_stores->limits() : shared.limits,
               .keys = ratelimit::KeyNames(shared.digest,
                                           {std::random_device{}(), std::random_device{}()})}
    , m_workshop{.loop = m_loop,
                 .pool = m_pool,
                 .outbox = m_outbox,
                 .guards = m_guards,
                 .limits = m_limits,
                 .rules = m_rules,
                 .nextId = [this] { return nextId(); },
                 .health = shared.health}
    , m_office{.loop = m_loop,
               .letters = std::make_shared<admin::Letterbox>(m_mailbox),
               .powers = shared.admin,
               .allowedHosts = m_rules->allowedHosts}
{}

Worker::~Worker()
{
    m_office.letters->close();
    closeAll();
    m_outbox.flush();
}

qint64 Worker::nextId()
{
    return m_shared.lastExchangeId->fetch_add(1, std::memory_order_relaxed) + 1;
}

std::shared_ptr<const net::ClientLimits> Worker::clientLimits() const
{
    return {m_rules, &m_rules->client};
}

void Worker::adopt(qintptr descriptor, int maxConnections)
{
    if (m_shared.connections.load(std::memory_order_relaxed) >= maxConnections || m_drained) {
        turnAway(descriptor);
        return;
    }
    auto client = std::make_unique<net::ClientConnection>(m_loop, *this, clientLimits());
    if (!client->adopt(descriptor))
        return; // it left before it was served
    m_shared.connections.fetch_add(1, std::memory_order_relaxed);
    m_clients.emplace(client.get(), std::move(client));
}

std::unique_ptr<net::Responder> Worker::respondTo(net::ClientConnection &connection)
{
    const QByteArrayView target = connection.request().target();
    const QByteArrayView path = target.startsWith('/') ? target : proxy::originForm(target).target;
    if (m_office.powers != nullptr && admin::isAdminTarget(path))
        return std::make_unique<admin::Call>(m_office, connection);
    return std::make_unique<proxy::Exchange>(m_workshop, connection);
}

QByteArray Worker::refusal(int status, const net::ClientConnection &connection)
{
    const proxy::LocalError error = proxy::refusal(status);
    auto trace = std::make_unique<proxy::Trace>();
    trace->record.id = nextId();
    trace->record.at = net::wallClock();
    trace->record.client = connection.peer();
    trace->record.status = status;
    trace->record.madeHere = true;
    trace->record.phase = traffic::Phase::Done;
    trace->record.endedBy = traffic::EndedBy::Client;
    trace->record.error = error.code;
    trace->record.total = Duration(0);
    proxy::TraceOutbox::Slot slot;
    m_outbox.finish(slot, std::move(trace));
    return proxy::errorReply(error, {.closes = true});
}

void Worker::connectionClosed(net::ClientConnection &connection)
{
    const auto found = m_clients.find(&connection);
    if (found == m_clients.end())
        return;
    m_loop.bury(std::move(found->second));
    m_clients.erase(found);
    m_shared.connections.fetch_sub(1, std::memory_order_relaxed);
    if (m_clients.empty() && m_drained)
        std::exchange(m_drained, [] {})();
}

void Worker::setRules(std::shared_ptr<const proxy::Rules> rules)
{
    m_rules = std::move(rules);
    m_workshop.rules = m_rules;
    m_office.allowedHosts = m_rules->allowedHosts;
    m_guards.retryBudgets.clear(); // their rules may be others now
    m_pool.reset({m_rules, &m_rules->upstream});
}

void Worker::drain(std::function<void()> done)
{
    m_drained = std::move(done);
    m_office.isClosing = true;
    std::vector<net::ClientConnection *> all;
    all.reserve(m_clients.size());
    for (const auto &entry : m_clients)
        all.push_back(entry.first);
    for (net::ClientConnection *const client : all)
        client->closeWhenIdle();
    if (all.empty())
        std::exchange(m_drained, [] {})();
}

void Worker::closeAll()
{
    while (!m_clients.empty())
        m_clients.begin()->first->close();
}

WorkerThread::WorkerThread(WorkerShared &shared, std::shared_ptr<const proxy::Rules> rules)
{
    std::promise<Worker *> born;
    m_thread.reset(QThread::create([&shared, rules = std::move(rules), &born]() mutable {
        Worker worker(shared, std::move(rules));
        QEventLoop loop;
        born.set_value(&worker); // the last use of `born`, which is gone soon
        loop.exec();
    }));
    m_thread->setObjectName(QStringLiteral("worker"));
    if (auto dispatcher = net::makeEventDispatcher(shared.dispatcher))
        m_thread->setEventDispatcher(dispatcher.release());
    m_thread->start();
    m_worker = born.get_future().get();
}

WorkerThread::~WorkerThread()
{
    m_worker->mailbox().post([] { QThread::currentThread()->exit(); });
    m_thread->wait();
}

void WorkerThread::post(std::function<void(Worker &)> task)
{
    Worker *const worker = m_worker;
    worker->mailbox().post([worker, task = std::move(task)] { task(*worker); });
}

} // namespace llmproxy
