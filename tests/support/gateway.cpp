// SPDX-License-Identifier: MIT
#include "tests/support/gateway.h"

#include "tests/support/later_stores.h"

#include <algorithm>
#include <future>

namespace llmproxy::test {

namespace {

/// The gateway's stores, each answer a turn of the loop later.
class LaterStores final : public WorkerStores
{
public:
    LaterStores(storage::BreakerStore &breakers, storage::LimitStore &limits)
        : m_breakers(breakers)
        , m_limits(limits)
    {}

    storage::BreakerStore &breakers() override { return m_breakers; }
    storage::LimitStore &limits() override { return m_limits; }

private:
    LaterBreakerStore m_breakers;
    LaterLimitStore m_limits;
};

} // namespace

Gateway::Gateway(proxy::Rules rules, const StorePolicies &policies, admin::Powers *admin)
    : m_breakers(policies.circuit,
                 rules.circuit.escalation,
                 [this](const circuit::Event &event) { note(event); })
    , m_limits(std::make_shared<const ratelimit::Policy>(policies.limits))
    , m_shared{.record = {},
               .health = {},
               .tell = [this](const circuit::Event &event) { note(event); },
               .breakers = m_breakers,
               .testModes = m_testModes,
               .limits = m_limits,
               .digest = m_digest,
               .admin = admin}
{
    m_shared.record = [this](proxy::TraceOutbox::Batch batch) {
        const std::lock_guard lock(m_mutex);
        for (auto &trace : batch) {
            if (trace->capture)
                m_details.add(trace->record.id, trace->head, std::move(*trace->capture));
            trace->capture.reset();
            const auto known = std::find_if(m_traces.begin(), m_traces.end(), [&](auto &each) {
                return each->record.id == trace->record.id;
            });
            if (known != m_traces.end())
                *known = std::move(trace);
            else
                m_traces.push_back(std::move(trace));
        }
    };
    if (qEnvironmentVariableIsSet("STORES_ANSWER_LATER"))
        m_shared.makeStores = [this](net::Loop &) {
            return std::make_unique<LaterStores>(m_breakers, m_limits);
        };
    m_shared.health = [] { return QByteArray(R"({"status":"healthy"})"); };
    const int maxConnections = rules.maxConnections;
    m_worker = std::make_unique<WorkerThread>(
        m_shared, std::make_shared<const proxy::Rules>(std::move(rules)));
    m_acceptor = std::make_unique<net::Acceptor>([this, maxConnections](qintptr descriptor) {
        m_worker->post([descriptor, maxConnections](Worker &worker) {
            worker.adopt(descriptor, maxConnections);
        });
    });
    if (m_acceptor->listenOn(QHostAddress(QHostAddress::LocalHost), 0))
        m_port = m_acceptor->serverPort();
}

Gateway::~Gateway() = default;

std::vector<proxy::Trace> Gateway::traces() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<proxy::Trace> traces;
    for (const auto &trace : m_traces)
        traces.push_back({trace->record, trace->head, trace->bodyUser, nullptr});
    return traces;
}

traffic::ExchangeDetail Gateway::detail(qint64 id) const
{
    const std::lock_guard lock(m_mutex);
    const auto detail = m_details.peek(id);
    return detail ? *detail : traffic::ExchangeDetail();
}

void Gateway::note(const circuit::Event &event)
{
    const std::lock_guard lock(m_mutex);
    m_events.push_back(event);
}

std::vector<circuit::Event> Gateway::events() const
{
    const std::lock_guard lock(m_mutex);
    return m_events;
}

void Gateway::whileStopped(const std::function<void()> &task)
{
    std::promise<void> stopped;
    std::promise<void> release;
    m_worker->post([&stopped, go = release.get_future().share()](Worker &) {
        stopped.set_value();
        go.wait();
    });
    stopped.get_future().wait();
    task();
    release.set_value();
}

proxy::ProviderRoute
Gateway::routeTo(const QByteArray &name, const QByteArray &type, quint16 upstreamPort)
{
    auto endpoint = std::make_shared<net::Endpoint>();
    endpoint->host = "127.0.0.1";
    endpoint->port = upstreamPort;
    endpoint->key = "http://127.0.0.1:" + QByteArray::number(upstreamPort);
    proxy::ProviderRoute route;
    route.name = name;
    route.vendor = providers::find(type);
    route.hostField = "127.0.0.1:" + QByteArray::number(upstreamPort);
    route.endpoint = std::move(endpoint);
    return route;
}

void Gateway::add(proxy::Rules &rules, proxy::ProviderRoute route)
{
    rules.routeOf.insert(route.name, static_cast<qsizetype>(rules.routes.size()));
    rules.routes.push_back(std::move(route));
}

proxy::Rules Gateway::rulesFor(quint16 upstreamPort)
{
    proxy::Rules rules;
    add(rules, routeTo("openai", "openai", upstreamPort));
    proxy::ProviderRoute further = routeTo("v1", "openai", upstreamPort);
    further.anyOrigin = false;
    add(rules, std::move(further));
    return rules;
}

} // namespace llmproxy::test
