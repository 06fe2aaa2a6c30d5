// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include "engine/features.h"
#include "engine/net/acceptor.h"
#include "engine/net/clock.h"
#include "engine/prices.h"
#include "engine/recorder.h"
#include "engine/rules.h"
#include "engine/worker.h"

#include <QObject>
#include <QTimer>

#include <utility>
#include <vector>

namespace llmproxy {

namespace {

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
        , m_logSink(log.write)
        , m_recorder(std::move(log), makePriceBook(settings))
        , m_features(
              settings.config,
              [this](const circuit::Event &event) { m_recorder.note(event); },
              m_logSink)
        , m_shared{
              .record =
                  [this](proxy::TraceOutbox::Batch batch) { m_recorder.take(std::move(batch)); },
              .health = [this] { return m_features.health(*rules()); },
              .tell = [this](const circuit::Event &event) { m_recorder.note(event); },
              .breakers = m_features.breakers(),
              .testModes = m_features.testModes(),
              .limits = m_features.limits(),
              .digest = m_features.digest(),
              .dispatcher = dispatcherOf(settings.environment)}
    {
        m_recorder.track(settings.config->costTracking);
        m_recorder.followBreaker(settings.config->circuitBreaker.datadog);
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

    void setRules(const std::shared_ptr<const config::Config> &config,
                  const std::shared_ptr<const proxy::Rules> &rules)
    {
        m_features.follow(config);
        m_recorder.followBreaker(config->circuitBreaker.datadog);
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
            stats::ProviderStatus status = m_recorder.provider(route.name, made.at);
            status.name = route.name;
            status.type = route.vendor->type.toByteArray();
            status.baseUrl = route.baseUrl;
            status.enabled = route.enabled;
            made.providers.append(status);
        }
        made.recent = m_recorder.recent(made.at);
        const stats::CircuitHistory history = m_recorder.circuitHistory();
        made.circuitChanges = history.changes();
        made.circuitBlocked = history.blocked();
        m_features.addTo(made);
        return made;
    }

    Features &features() { return m_features; }
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
    const LogSink m_logSink;
    Recorder m_recorder;
    mutable Features m_features; ///< locks by itself
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
        m_running->setRules(settings.config, *rules);
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

void Engine::forceCircuit(const circuit::Key &key, const circuit::Force &force)
{
    if (m_running)
        m_running->features().forceCircuit(key, force);
}

qint64 Engine::switchTestModeOn(const circuit::TestRule &rule)
{
    return m_running ? m_running->features().switchTestModeOn(rule) : 0;
}

bool Engine::switchTestModeOff(qint64 id)
{
    return m_running && m_running->features().testModes().switchOff(id);
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

std::shared_ptr<const traffic::ExchangeDetail> Engine::detail(qint64 id) const
{
    return m_running ? m_running->recorder().detail(id) : nullptr;
}

} // namespace llmproxy
