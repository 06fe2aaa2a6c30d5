// SPDX-License-Identifier: MIT
#include "engine/breaker_journal.h"

#include "engine/stats/circuit_metrics.h"
#include "engine/traffic/breaker_log.h"

#include <utility>

namespace llmproxy {

namespace {

constexpr Duration FlushInterval = std::chrono::seconds(1);

} // namespace

BreakerJournal::BreakerJournal(LogSink log)
    : m_log(std::move(log))
{
    m_due.setSingleShot(true);
    QObject::connect(&m_due, &QTimer::timeout, &m_due, [this] { flush(); });
}

BreakerJournal::~BreakerJournal()
{
    flush();
}

void BreakerJournal::follow(const std::optional<config::Datadog> &agent)
{
    if (m_settings == agent)
        return;
    flush();
    m_settings = agent;
    m_agent.reset();
    if (agent)
        m_agent = std::make_unique<transports::Dogstatsd>(
            transports::Dogstatsd::Agent{agent->host, agent->port, agent->nameSpace, agent->tags});
}

void BreakerJournal::add(const circuit::Event &event)
{
    if (m_log) {
        const traffic::BreakerLogEntry entry = traffic::entryOf(event);
        m_log(entry.level, entry.line);
    }
    if (!m_agent)
        return;
    const auto metric = stats::circuitMetric(event);
    if (!metric)
        return;
    m_agent->add(*metric);
    if (!m_due.isActive())
        m_due.start(FlushInterval);
}

void BreakerJournal::flush()
{
    if (m_agent)
        m_agent->flush();
}

} // namespace llmproxy
