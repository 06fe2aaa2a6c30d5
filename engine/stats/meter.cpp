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

// Where it is counted. What is counted by models already stays there.
ModelTotals &Meter::totalsOf(const QByteArray &provider, const QByteArray &model)
{
    if (m_last != nullptr && m_lastName.provider == provider && m_lastName.model == model)
        return *m_last;
    m_lastName = {provider, model};
    m_last = &placeOf(m_lastName);
    return *m_last;
}

ModelTotals &Meter::placeOf(ModelName name)
{
    const QByteArray model = name.model;
    if (model.size() > circuit::MaxModelBytes)
        name.model = circuit::cutToBytes(model, circuit::MaxModelBytes).toByteArray();
    const auto found = m_counts.models.find(name);
    if (found != m_counts.models.end())
        return *found;
    if (m_counts.models.size() >= MaxModels && !model.isEmpty())
        name.model = OtherModel.toByteArray();
    return m_counts.models[name];
}

void Meter::add(const Measured &exchange)
{
    ModelTotals &totals = totalsOf(exchange.provider, exchange.model);
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
