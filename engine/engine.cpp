// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include "engine/feature_rules.h"
#include "engine/limit_policy.h"
#include "engine/net/acceptor.h"
#include "engine/net/clock.h"
#include "engine/prices.h"
#include "engine/recorder.h"
#include "engine/rules.h"
#include "engine/storage/memory_breaker_store.h"
#include "engine/storage/memory_limit_store.h"
#include "engine/worker.h"

#include <QObject>
#include <QRandomGenerator>
#include <QTimer>

#include <utility>
#include <vector>

namespace llmproxy {

namespace {

QByteArray randomBytes(qsizetype size)
{
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(QRandomGenerator::system()->generate());
    return bytes;
}

QByteArray textOf(const QHostAddress &address)
{
    return address.toString().toLatin1();
}

} // namespace

/// An engine between start() and the end of stop(). The members die in the reverse order: the
/// listeners first, then the workers, the recorder last.
class Engine::Running final : public QObject
{
public:
    Running(const EngineSettings &settings,
            std::shared_ptr<const proxy::Rules> initial,
            AccessLog log)
        : m_rules(std::move(initial))
        , m_startedAt(net::wallClock())
        , m_demo(!settings.demoUpstream.isEmpty())
        , m_recorder(std::move(log), makePriceBook(settings))
        , m_breakers(circuitPolicy(settings.config->circuitBreaker),
                     settings.config->circuitBreaker.globalRateLimitEscalation)
        , m_digest(randomBytes(32))
        , m_limits(std::make_shared<const ratelimit::Policy>(
              limitPolicy(settings.config->rateLimiting, m_digest)))
        , m_shared{
              .record =
                  [this](proxy::TraceOutbox::Batch batch) { m_recorder.take(std::move(batch)); },
              .health = [this] { return healthBody(*rules(), net::wallClock()); },
              .tell = {},
              .breakers = m_breakers,
              .testModes = m_testModes,
              .limits = m_limits,
              .digest = m_digest,
              .dispatcher = dispatcherOf(settings.environment)}
    {
        m_recorder.track(settings.config->costTracking);
        for (int i = 0; i < settings.config->server.workers; ++i)
            m_workers.push_back(std::make_unique<WorkerThread>(m_shared, m_rules));
    }

    Result<void, StartError> listen(const config::Server &server)
    {
        quint16 port = server.port;
        for (const QByteArray &text : server.listen) {
            for (const QHostAddress &address : addressesOf(text)) {
                if (auto listening = listenOn(address, port); !listening)
                    return listening;
            }
        }
        return {};
    }

    void setRules(const config::Config &config, const std::shared_ptr<const proxy::Rules> &rules)
    {
        m_breakers.setPolicy(circuitPolicy(config.circuitBreaker),
                             config.circuitBreaker.globalRateLimitEscalation);
        m_limits.setPolicy(
            std::make_shared<const ratelimit::Policy>(limitPolicy(config.rateLimiting, m_digest)));
        {
            const std::lock_guard lock(m_mutex);
            m_rules = rules;
        }
        for (const auto &worker : m_workers)
            worker->post([rules](Worker &each) { each.setRules(rules); });
    }

    void stop(Duration deadline, std::function<void()> done)
    {
        m_acceptors.clear();
        m_stopped = std::move(done);
        m_draining = m_workers.size();
        m_deadline.setSingleShot(true);
        QObject::connect(&m_deadline, &QTimer::timeout, this, [this] { stopped(); });
        m_deadline.start(deadline);
        for (const auto &worker : m_workers)
            worker->post([this](Worker &each) { drain(each); });
    }

    stats::EngineSnapshot snapshot() const
    {
        stats::EngineSnapshot made;
        made.at = net::wallClock();
        made.startedAt = m_startedAt;
        made.running = true;
        made.demo = m_demo;
        made.workers = static_cast<int>(m_workers.size());
        made.listeners = m_listeners;
        made.totals = m_recorder.totals();
        made.costs = m_recorder.costs();
        made.transports = m_recorder.transports();
        made.totals.connections = m_shared.connections.load(std::memory_order_relaxed);
        for (const proxy::ProviderRoute &route : rules()->routes) {
            stats::ProviderStatus status = m_recorder.provider(route.name);
            status.name = route.name;
            status.type = route.vendor->type.toByteArray();
            status.baseUrl = route.baseUrl;
            status.enabled = route.enabled;
            made.providers.append(status);
        }
        return made;
    }

    const Recorder &recorder() const { return m_recorder; }
    /// By other prices, to other places, for what ends from now on.
    void account(const EngineSettings &settings)
    {
        m_recorder.setPrices(makePriceBook(settings));
        m_recorder.track(settings.config->costTracking);
    }
    void rememberListeners()
    {
        for (const auto &acceptor : m_acceptors)
            m_listeners.append({textOf(acceptor->serverAddress()), acceptor->serverPort()});
    }

private:
    std::shared_ptr<const proxy::Rules> rules() const
    {
        const std::lock_guard lock(m_mutex);
        return m_rules;
    }

    // The stock dispatcher is a way back, should ours fail on some machine.
    static net::EventDispatcher::Choice dispatcherOf(const http::Environment &environment)
    {
        using Choice = net::EventDispatcher::Choice;
        return environment.value("LLM_PROXY_EVENT_DISPATCHER") == "stock" ? Choice::Stock
                                                                          : Choice::Epoll;
    }

    // `port` becomes the one taken: a free one is the same for all addresses.
    Result<void, StartError> listenOn(const QHostAddress &address, quint16 &port)
    {
        auto acceptor =
            std::make_unique<net::Acceptor>([this](qintptr descriptor) { accepted(descriptor); });
        const bool isOptional = address == QHostAddress::LocalHostIPv6 && !m_acceptors.empty();
        if (auto listening = acceptor->listenOn(address, port); !listening) {
            if (isOptional && acceptor->serverError() != QAbstractSocket::AddressInUseError)
                return {}; // no IPv6 on this machine
            return Failure<StartError>(errorOf(*acceptor, address, port, listening.error()));
        }
        port = acceptor->serverPort();
        m_acceptors.push_back(std::move(acceptor));
        return {};
    }

    // In the worker's thread.
    void drain(Worker &worker)
    {
        worker.drain([this] { m_mailbox.post([this] { workerDrained(); }); });
    }

    static QList<QHostAddress> addressesOf(const QByteArray &text)
    {
        if (text == "localhost")
            return {QHostAddress(QHostAddress::LocalHost),
                    QHostAddress(QHostAddress::LocalHostIPv6)};
        return {QHostAddress(QString::fromLatin1(text))};
    }

    static StartError errorOf(const net::Acceptor &acceptor,
                              const QHostAddress &address,
                              quint16 port,
                              const QString &text)
    {
        const bool taken = acceptor.serverError() == QAbstractSocket::AddressInUseError;
        return {taken ? StartError::Kind::PortInUse : StartError::Kind::Listen,
                text,
                textOf(address),
                port};
    }

    // In turns, so that the workers' loads stay even.
    void accepted(qintptr descriptor)
    {
        const int most = rules()->maxConnections;
        m_workers[m_turn++ % m_workers.size()]->post(
            [descriptor, most](Worker &worker) { worker.adopt(descriptor, most); });
    }

    void workerDrained()
    {
        if (--m_draining == 0)
            stopped();
    }

    void stopped()
    {
        m_deadline.stop();
        if (auto done = std::exchange(m_stopped, nullptr))
            done();
    }

    mutable std::mutex m_mutex;
    std::shared_ptr<const proxy::Rules> m_rules; // guarded by m_mutex
    const TimePoint m_startedAt;
    const bool m_demo;
    QList<stats::Listener> m_listeners; ///< constant once all listen
    Recorder m_recorder;
    storage::MemoryBreakerStore m_breakers;
    storage::TestModes m_testModes;
    const ratelimit::KeyDigest m_digest;
    storage::MemoryLimitStore m_limits;
    WorkerShared m_shared;
    net::Mailbox m_mailbox;
    std::vector<std::unique_ptr<WorkerThread>> m_workers;
    std::vector<std::unique_ptr<net::Acceptor>> m_acceptors;
    QTimer m_deadline;
    std::function<void()> m_stopped;
    std::size_t m_draining = 0;
    std::size_t m_turn = 0;
};

Engine::Engine(AccessLog log)
    : m_log(std::move(log))
{}

Engine::~Engine() = default;

Result<void, StartError> Engine::start(const EngineSettings &settings)
{
    auto rules = makeRules(settings);
    if (!rules)
        return Failure<StartError>({StartError::Kind::Settings, rules.error(), {}, 0});
    auto running = std::make_unique<Running>(settings, *rules, m_log);
    if (auto listening = running->listen(settings.config->server); !listening)
        return listening;
    running->rememberListeners();
    m_running = std::move(running);
    return {};
}

Result<void, StartError> Engine::reload(const EngineSettings &settings)
{
    auto rules = makeRules(settings);
    if (!rules)
        return Failure<StartError>({StartError::Kind::Settings, rules.error(), {}, 0});
    if (m_running) {
        m_running->setRules(*settings.config, *rules);
        m_running->account(settings);
    }
    return {};
}

void Engine::stop(Duration deadline, std::function<void()> done)
{
    if (m_running)
        m_running->stop(deadline, std::move(done));
    else
        done();
}

void Engine::stopNow()
{
    m_running.reset();
}

std::shared_ptr<const stats::EngineSnapshot> Engine::snapshot() const
{
    return std::make_shared<const stats::EngineSnapshot>(m_running ? m_running->snapshot()
                                                                   : stats::EngineSnapshot{});
}

traffic::RecordDelta Engine::recordsSince(quint64 cursor, qsizetype max) const
{
    return m_running ? m_running->recorder().since(cursor, max) : traffic::RecordDelta{};
}

} // namespace llmproxy
