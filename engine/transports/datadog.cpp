// SPDX-License-Identifier: MIT
#include "engine/transports/datadog.h"

#include "engine/stats/cost_metrics.h"

#include <utility>

namespace llmproxy::transports {

Datadog::Datadog(const Dogstatsd::Agent &agent, net::Resolver::Lookup lookup)
    : m_name("datadog " + agent.host + ':' + QByteArray::number(agent.port))
    , m_dogstatsd(agent, std::move(lookup))
{}

void Datadog::write(const QList<cost::Record> &records)
{
    for (const cost::Record &record : records) {
        for (const stats::Metric &metric : stats::costMetrics(record, m_limit))
            m_dogstatsd.add(metric);
    }
    flush();
}

void Datadog::flush()
{
    m_dogstatsd.flush();
}

stats::TransportStatus Datadog::status() const
{
    return {.name = m_name,
            .written = m_dogstatsd.sent(),
            .dropped = m_dogstatsd.lost(),
            .lastError = m_dogstatsd.lastError()};
}

} // namespace llmproxy::transports
