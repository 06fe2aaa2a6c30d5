// SPDX-License-Identifier: MIT
#include "engine/cost_journal.h"

#include "engine/accounting.h"
#include "engine/transports/datadog.h"
#include "engine/transports/json_lines_file.h"

#include <algorithm>
#include <utility>

namespace llmproxy {

namespace {

// As the original wrote: in the zone of the machine, which the text names.
QDateTime withZone(const QDateTime &utc)
{
    return utc.toOffsetFromUtc(utc.toLocalTime().offsetFromUtc());
}

transports::Dogstatsd::Agent agentOf(const config::Datadog &datadog)
{
    return {datadog.host, datadog.port, datadog.nameSpace, datadog.tags};
}

} // namespace

std::vector<std::unique_ptr<transports::Transport>>
makeTransports(const config::CostTracking &settings)
{
    std::vector<std::unique_ptr<transports::Transport>> made;
    if (!settings.enabled)
        return made;
    const auto addFile = [&](const QByteArray &path) {
        made.push_back(std::make_unique<transports::JsonLinesFile>(QString::fromUtf8(path),
                                                                   settings.queueSize));
    };
    for (const config::CostTransport &transport : settings.transports) {
        if (transport.type == config::CostTransport::Type::File)
            addFile(transport.path);
        else
            made.push_back(std::make_unique<transports::Datadog>(agentOf(transport.datadog)));
    }
    if (made.empty())
        addFile(settings.fallbackFile);
    return made;
}

CostJournal::CostJournal()
{
    m_due.setSingleShot(true);
    QObject::connect(&m_due, &QTimer::timeout, &m_due, [this] { flush(); });
}

CostJournal::~CostJournal()
{
    flush();
}

void CostJournal::follow(const config::CostTracking &settings)
{
    flush();
    if (settings == m_settings) {
        for (const auto &transport : m_transports)
            transport->reopen();
        return;
    }
    m_settings = settings;
    m_transports = makeTransports(settings);
}

void CostJournal::add(const traffic::ExchangeRecord &record)
{
    if (m_transports.empty() || !isBilled(record) || cost::totalTokens(record.usage) == 0)
        return;
    cost::Record made = costRecord(record);
    made.at = withZone(made.at);
    m_gathered.append(std::move(made));
    if (m_gathered.size() >= m_settings.queueSize)
        write();
}

void CostJournal::endBatch()
{
    if (!m_settings.async)
        write();
    if (hasWaiting() && !m_due.isActive())
        m_due.start(m_settings.flushInterval);
}

void CostJournal::write()
{
    if (m_gathered.isEmpty())
        return;
    for (const auto &transport : m_transports)
        transport->write(m_gathered);
    m_gathered.clear();
}

void CostJournal::flush()
{
    write();
    for (const auto &transport : m_transports)
        transport->flush();
    if (hasWaiting())
        m_due.start(m_settings.flushInterval);
}

bool CostJournal::hasWaiting() const
{
    return !m_gathered.isEmpty()
           || std::any_of(m_transports.begin(), m_transports.end(), [](const auto &transport) {
                  return transport->hasWaiting();
              });
}

QList<stats::TransportStatus> CostJournal::status() const
{
    QList<stats::TransportStatus> all;
    for (const auto &transport : m_transports)
        all.append(transport->status());
    return all;
}

} // namespace llmproxy
