// SPDX-License-Identifier: MIT
#include "engine/transports/dogstatsd.h"

#include <utility>

namespace llmproxy::transports {

Dogstatsd::Dogstatsd(Agent agent, net::Resolver::Lookup lookup)
    : m_agent(std::move(agent))
    , m_resolver(std::move(lookup))
{
    for (const QByteArray &each : m_agent.tags)
        m_tags += stats::safeTag(each);
}

Dogstatsd::~Dogstatsd() = default;

void Dogstatsd::add(const stats::Metric &metric)
{
    if (m_writer.packets() >= MaxPackets)
        flush();
    if (m_writer.packets() >= MaxPackets
        || !m_writer.add(stats::metricLine(m_agent.nameSpace, m_tags, metric)))
        ++m_lost;
}

// The resolver keeps its answer for a while: asking each time costs nothing, and finds an agent
// that has moved.
void Dogstatsd::flush()
{
    if (m_isAsking || !hasWaiting())
        return;
    m_isAsking = true;
    m_query = m_resolver.resolve(m_agent.host, [this](const net::Resolved &resolved) {
        m_isAsking = false;
        if (resolved) {
            send(resolved->first());
        } else {
            m_lost += m_writer.take().size();
            m_lastError = m_agent.host + " is not known";
        }
    });
}

void Dogstatsd::send(const QHostAddress &address)
{
    if (!m_socket || m_family != address.protocol()) {
        m_family = address.protocol();
        m_socket = std::make_unique<QUdpSocket>();
    }
    m_lastError.clear();
    for (const QByteArray &packet : m_writer.take()) {
        if (m_socket->writeDatagram(packet, address, m_agent.port) == packet.size()) {
            ++m_sent;
        } else {
            ++m_lost;
            m_lastError = m_socket->errorString().toUtf8();
        }
    }
}

} // namespace llmproxy::transports
