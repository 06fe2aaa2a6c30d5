// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include "engine/features.h"
#include "engine/net/acceptor.h"
#include "engine/net/clock.h"
#include "engine/prices.h"
#include "engine/recorder.h"
#include "engine/rules.h"
#include "engine/stats/prometheus.h"
#include "engine/stored_history.h"
#include "engine/worker.h"

#include <QObject>
#include <QTimer>

#include <utility>
#include <vector>

namespace llmproxy {

namespace {

const QByteArray NotRunning = "the engine does not run";

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
    Running(Engine &engine,
            const EngineSettings &settings,
            std::shared_ptr<const proxy::Rules> initial,
            const SharedServers &servers)
        : m_engine(engine)
        , m_rules(std::move(initial))
        , m_startedAt(net::wallClock())
        , m_demo(!settings.demoUpstream.isEmpty())
        , m_logSink(engine.m_log.write)
        , m_history(m_logSink, settings)
        , m_recorder(engine.m_log, makePriceBook(settings), m_history.store())
        , m_features(
              settings.config,
              servers,
              [this](const circuit::Event &event) { m_recorder.note(event); },
              m_logSink)
        , m_commit(settings.commit)
        , m_powers{.control = engine,
                   .version = settings.version,
                   .door = {},
                   .metrics = [this] { return metrics(); },
                   .configuration = [this] { return configurationText(); },
                   .reload = [this](auto done) { reloadLater(std::move(done)); }}
        , m_shared{
              .record =
                  [this](proxy::TraceOutbox::Batch batch) { m_recorder.take(std::move(batch)); },
              .health = [this] { return m_features.health(*rules()); },
              .tell = [this](const circuit::Event &event) { m_recorder.note(event); },
              .breakers = m_features.breakers(),
              .testModes = m_features.testModes(),
              .limits = m_features.limits(),
              .digest = m_features.digest(),
              .makeStores = [this](net::Loop &loop) { return m_features.storesFor(loop); },
              .dispatcher = dispatcherOf(settings.environment),
              .lastExchangeId = m_history.lastId(),
              .admin = &m_powers}
    {
        m_recorder.goOnBehind(*m_shared.lastExchangeId);
        m_recorder.track(settings.config->costTracking);
        m_recorder.setWindowBytes(qint64(settings.config->traffic.memoryMiB) << 20);
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
        m_recorder.setWindowBytes(qint64(config->traffic.memoryMiB) << 20);
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
        made.history = m_history.status();
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
    StoredHistory &history() { return m_history; }
    void purge(std::function<void(QByteArray)> then)
    {
        m_recorder.forget();
        m_history.purge(std::move(then));
    }
    /// By other prices, to other places, for what ends from now on.
    void account(const EngineSettings &settings)
    {
        m_recorder.setPrices(makePriceBook(settings));
        m_recorder.track(settings.config->costTracking);
        m_history.follow(settings);
    }
    void rememberListeners()
    {
        for (const auto &acceptor : m_acceptors)
            m_listeners.append({textOf(acceptor->serverAddress()), acceptor->serverPort()});
    }
    /// Who may ask for what /admin tells. Goes by where it listens, not by where it is to listen
    /// after the next start.
    void admit(const EngineSettings &settings)
    {
        const bool isLocal =
            std::all_of(m_acceptors.begin(), m_acceptors.end(), [](const auto &acceptor) {
                return acceptor->serverAddress().isLoopback();
            });
        const bool isOpen =
            settings.config->server.adminAuth == config::Server::AdminAuth::None && isLocal;
        m_powers.door.setLock({isOpen, settings.adminToken});
        const std::lock_guard lock(m_mutex);
        m_configurationText = settings.configurationText;
    }
    /// The workers end, and with them all calls to the engine from other threads.
    void cutOff()
    {
        m_acceptors.clear();
        m_workers.clear();
    }

private:
    std::shared_ptr<const proxy::Rules> rules() const
    {
        const std::lock_guard lock(m_mutex);
        return m_rules;
    }

    QByteArray metrics() const
    {
        return stats::prometheusText({.snapshot = snapshot(),
                                      .measurements = m_recorder.measurements(),
                                      .version = m_powers.version,
                                      .commit = m_commit});
    }

    QByteArray configurationText() const
    {
        const std::lock_guard lock(m_mutex);
        return m_configurationText;
    }

    // From any thread.
    void reloadLater(std::function<void(admin::ReloadOutcome)> done)
    {
        m_mailbox.post([this, done = std::move(done)] {
            done(m_engine.m_reload ? m_engine.m_reload() : admin::ReloadOutcome{});
        });
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

    Engine &m_engine;
    mutable std::mutex m_mutex;
    std::shared_ptr<const proxy::Rules> m_rules; // guarded by m_mutex
    QByteArray m_configurationText;              // guarded by m_mutex
    const TimePoint m_startedAt;
    const bool m_demo;
    QList<stats::Listener> m_listeners; ///< constant once all listen
    const LogSink m_logSink;
    StoredHistory m_history; ///< takes what the recorder folds to its end
    Recorder m_recorder;
    mutable Features m_features; ///< locks by itself
    net::Mailbox m_mailbox;
    const QByteArray m_commit;
    admin::Powers m_powers;
    WorkerShared m_shared;
    std::vector<std::unique_ptr<WorkerThread>> m_workers;
    std::vector<std::unique_ptr<net::Acceptor>> m_acceptors;
    QTimer m_deadline;
    std::function<void()> m_stopped;
    std::size_t m_draining = 0;
    std::size_t m_turn = 0;
};

Engine::Engine(AccessLog log, Reload reloadConfiguration)
    : m_log(std::move(log))
    , m_reload(std::move(reloadConfiguration))
{}

Engine::~Engine()
{
    stopNow();
}

Result<void, StartError> Engine::start(const EngineSettings &settings)
{
    auto rules = makeRules(settings);
    if (!rules)
        return Failure<StartError>({StartError::Kind::Settings, rules.error(), {}, 0});
    auto servers = sharedServers(settings);
    if (!servers)
        return Failure<StartError>({StartError::Kind::Settings, servers.error(), {}, 0});
    auto running = std::make_unique<Running>(*this, settings, *rules, *servers);
    if (auto listening = running->listen(settings.config->server); !listening)
        return listening;
    running->rememberListeners();
    running->admit(settings);
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
        m_running->admit(settings);
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
    if (m_running)
        m_running->cutOff(); // while they can still ask for it
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

void Engine::history(const traffic::HistoryQuery &query, HistoryThen then) const
{
    if (m_running)
        return m_running->history().page(query, std::move(then));
    then({.records = {}, .next = 0, .error = NotRunning});
}

void Engine::storedExchange(qint64 id, StoredThen then) const
{
    if (m_running)
        return m_running->history().find(id, std::move(then));
    then({.record = std::nullopt, .detail = {}, .error = NotRunning});
}

void Engine::purge(std::function<void(QByteArray)> then)
{
    if (m_running)
        return m_running->purge(std::move(then));
    then(NotRunning);
}

void Engine::pauseRecording(bool isPaused)
{
    if (m_running)
        m_running->history().setPaused(isPaused);
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

QList<traffic::ExchangeRecord> Engine::recordsBefore(qint64 id, qsizetype max) const
{
    return m_running ? m_running->recorder().before(id, max) : QList<traffic::ExchangeRecord>{};
}

std::shared_ptr<const traffic::ExchangeDetail> Engine::detail(qint64 id) const
{
    return m_running ? m_running->recorder().detail(id) : nullptr;
}

} // namespace llmproxy
