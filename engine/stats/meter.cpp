// SPDX-License-Identifier: MIT
#include "engine/stats/meter.h"

#include "engine/circuit/text.h"
#include "engine/stats/circuit_metrics.h"

namespace llmproxy::stats {

namespace {

constexpr int StatusesOfAClass = 100;
constexpr qsizetype MaxReasonBytes = 64;

QByteArray reasonOf(const circuit::Event &event)
{
    const QByteArrayView reason =
        event.type == circuit::EventType::Bypassed ? event.by : circuit::textOf(event.reason);
    return circuit::cutToBytes(reason, MaxReasonBytes).toByteArray();
}

} // namespace

// The name as it is counted. What is counted by models already stays there.
ModelName Meter::bounded(const QByteArray &provider, const QByteArray &model) const
{
    ModelName name{provider, circuit::cutToBytes(model, circuit::MaxModelBytes).toByteArray()};
    if (!m_counts.models.contains(name) && m_counts.models.size() >= MaxModels && !model.isEmpty())
        name.model = OtherModel.toByteArray();
    return name;
}

void Meter::add(const Measured &exchange)
{
    ModelTotals &totals = m_counts.models[bounded(exchange.provider, exchange.model)];
    ++totals.requests[{exchange.status / StatusesOfAClass, exchange.origin}];
    totals.total.add(exchange.total);
    if (exchange.firstByte)
        totals.firstByte.add(*exchange.firstByte);
    if (exchange.costs)
        addTo(totals.costs, *exchange.costs);
}

void Meter::add(const circuit::Event &event)
{
    const auto metric = circuitMetric(event);
    if (!metric)
        return;
    CircuitCount count{metric->name, {event.key.provider, event.key.model}, reasonOf(event)};
    if (m_counts.circuits.size() >= MaxCounts && !m_counts.circuits.contains(count)) {
        count.key.model = OtherModel.toByteArray();
        count.reason.clear();
    }
    ++m_counts.circuits[count];
}

void Meter::add(const LimitCount &limit)
{
    if (m_counts.limits.size() < MaxCounts || m_counts.limits.contains(limit))
        ++m_counts.limits[limit];
}

} // namespace llmproxy::stats
