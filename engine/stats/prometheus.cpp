// SPDX-License-Identifier: MIT
#include "engine/stats/prometheus.h"

#include "engine/stats/exposition.h"

#include <array>

namespace llmproxy::stats {

namespace {

using Labels = Exposition::Labels;
using Type = Exposition::Type;

struct CircuitFamily
{
    QByteArrayView event; ///< as DogStatsD has it
    QByteArrayView name;
    QByteArrayView help;
};

constexpr std::array CircuitFamilies{
    CircuitFamily{"circuit.fail_record",
                  "circuit_fail_record_total",
                  "Failures that were added to a circuit's window."},
    CircuitFamily{"circuit.terminal_failure",
                  "circuit_terminal_failure_total",
                  "Requests that failed in the end."},
    CircuitFamily{"circuit.fast_fail",
                  "circuit_fast_fail_total",
                  "Requests that the circuit breaker refused."},
    CircuitFamily{"circuit.would_have_fast_failed",
                  "circuit_would_have_fast_failed_total",
                  "Requests that it would have refused (mode log)."},
    CircuitFamily{"circuit.opened", "circuit_opened_total", "Circuits that opened, by reason."},
    CircuitFamily{"circuit.closed", "circuit_closed_total", "Circuits that closed, by reason."},
    CircuitFamily{"circuit.probe_failed", "circuit_probe_failed_total", "Probes that failed."},
    CircuitFamily{"circuit.rollup_opened",
                  "circuit_rollup_opened_total",
                  "Providers that were closed as a whole."},
    CircuitFamily{"circuit.rollup_closed",
                  "circuit_rollup_closed_total",
                  "Providers that were let through again."},
    CircuitFamily{"circuit.rate_limit_exhausted",
                  "circuit_rate_limit_exhausted_total",
                  "Requests whose retries after a 429 were used up."},
    CircuitFamily{"circuit.global_rate_limit",
                  "circuit_global_rate_limit_total",
                  "429s of a whole account (mode log)."},
    CircuitFamily{
        "circuit.local_rate_limit", "circuit_local_rate_limit_total", "Other 429s (mode log)."},
    CircuitFamily{"circuit.bypass",
                  "circuit_bypass_total",
                  "Requests past the circuit breaker, by the caller's reason."},
    CircuitFamily{"circuit.hang_disconnect_abort",
                  "circuit_hang_disconnect_abort_total",
                  "Callers that left after a long wait."},
    CircuitFamily{"circuit.timeout_budget_uncredited",
                  "circuit_timeout_budget_uncredited_total",
                  "Requests whose own time ran out."},
    CircuitFamily{"circuit.retry_overflow",
                  "circuit_retry_overflow_total",
                  "Retries that the retry budget did not allow."},
};

QByteArray classOf(int statusClass)
{
    return statusClass == 0 ? QByteArray("none") : QByteArray::number(statusClass) + "xx";
}

Labels labelsOf(const ModelName &name)
{
    return {{"provider", name.provider}, {"model", name.model}};
}

Labels with(Labels labels, QByteArrayView name, const QByteArray &value)
{
    labels.append({name, value});
    return labels;
}

void addProgram(Exposition &out, const Exposed &exposed)
{
    out.family("build_info", Type::Gauge, "The program that runs; always 1.");
    out.sample({{"version", exposed.version}, {"commit", exposed.commit}}, 1);
    out.family("start_time_seconds", Type::Gauge, "When it started, in Unix time.");
    out.sample({}, decimalSeconds(exposed.snapshot.startedAt.time_since_epoch()));
}

void addTraffic(Exposition &out, const EngineSnapshot &snapshot)
{
    const Totals &totals = snapshot.totals;
    out.family("in_flight_requests", Type::Gauge, "Requests under way.");
    for (const ProviderStatus &provider : snapshot.providers)
        out.sample({{"provider", provider.name}}, provider.inFlight);
    out.family("client_connections", Type::Gauge, "Open connections of clients.");
    out.sample({}, totals.connections);
    out.family("request_body_bytes_total", Type::Counter, "Bytes of request bodies.");
    out.sample({}, totals.bytesIn);
    out.family("response_body_bytes_total", Type::Counter, "Bytes of response bodies.");
    out.sample({}, totals.bytesOut);
    out.family("streamed_responses_total", Type::Counter, "Answers that streamed.");
    out.sample({}, totals.streamed);
    out.family("records_dropped_total",
               Type::Counter,
               "Exchanges that are missing from what is recorded, for want of time.");
    out.sample({}, totals.recordsDropped);
    out.family("record_bodies_dropped_total",
               Type::Counter,
               "Exchanges of which part of a body was not kept, for want of time.");
    out.sample({}, totals.bodiesDropped);
}

void addRequests(Exposition &out, const Measurements &counts)
{
    out.family("requests_total",
               Type::Counter,
               "Requests that ended, by the class of the status and by who answered.");
    for (auto model = counts.models.begin(); model != counts.models.end(); ++model) {
        const QMap<AnswerKind, qint64> &requests = model->requests;
        for (auto kind = requests.begin(); kind != requests.end(); ++kind)
            out.sample(
                with(with(labelsOf(model.key()), "status_class", classOf(kind.key().statusClass)),
                     "origin",
                     kind.key().origin),
                kind.value());
    }
    out.family("request_duration_seconds", Type::Histogram, "From a request's head to its end.");
    for (auto model = counts.models.begin(); model != counts.models.end(); ++model)
        out.sample(labelsOf(model.key()), model->total);
    out.family("first_byte_seconds",
               Type::Histogram,
               "From a request's head to the first byte of the answer's body.");
    for (auto model = counts.models.begin(); model != counts.models.end(); ++model)
        out.sample(labelsOf(model.key()), model->firstByte);
}

void addCosts(Exposition &out, const Measurements &counts)
{
    out.family("tokens_total", Type::Counter, "Tokens; each is in one class.");
    for (auto model = counts.models.begin(); model != counts.models.end(); ++model) {
        const CostTotals &costs = model->costs;
        if (costs.exchanges == 0)
            continue;
        const Labels labels = labelsOf(model.key());
        out.sample(with(labels, "class", "input"), costs.input);
        out.sample(with(labels, "class", "output"), costs.output);
        out.sample(with(labels, "class", "cache_read"), costs.cacheRead);
        out.sample(with(labels, "class", "cache_write"), costs.cacheWrite);
        out.sample(with(labels, "class", "thought"), costs.thought);
    }
    out.family(
        "cost_usd_total", Type::Counter, "What they cost, in US dollars, where it is known.");
    for (auto model = counts.models.begin(); model != counts.models.end(); ++model) {
        if (model->costs.exchanges > 0)
            out.sample(labelsOf(model.key()), cost::decimalUsd(model->costs.total));
    }
    out.family("unpriced_requests_total",
               Type::Counter,
               "Requests whose cost is not known: no price, or no tokens told.");
    for (auto model = counts.models.begin(); model != counts.models.end(); ++model) {
        if (model->costs.exchanges > 0)
            out.sample(labelsOf(model.key()), model->costs.unknown);
    }
}

void addCircuits(Exposition &out, const Exposed &exposed)
{
    out.family("circuit_state",
               Type::Gauge,
               "Of each circuit that had a failure: 0 closed, 1 half open, 2 open.");
    for (const circuit::ProviderStatus &provider : exposed.snapshot.circuits.providers) {
        for (const circuit::KeyStatus &key : provider.keys)
            out.sample(labelsOf({key.key.provider, key.key.model}), qint64(key.state));
    }
    const QMap<CircuitCount, qint64> &counts = exposed.measurements.circuits;
    for (const CircuitFamily &family : CircuitFamilies) {
        out.family(family.name, Type::Counter, family.help);
        const QByteArray event = family.event.toByteArray();
        for (auto count = counts.lowerBound({event, {}, {}});
             count != counts.end() && count.key().name == event;
             ++count)
            out.sample(with(labelsOf(count.key().key), "reason", count.key().reason),
                       count.value());
    }
}

void addLimits(Exposition &out, const Measurements &counts)
{
    out.family("limit_denials_total",
               Type::Counter,
               "Requests over a rate limit, by its kind; not enforced: they were let through.");
    for (auto count = counts.limits.begin(); count != counts.limits.end(); ++count)
        out.sample({{"provider", count.key().provider},
                    {"scope", count.key().scope},
                    {"enforced", count.key().isEnforced ? "true" : "false"}},
                   count.value());
}

void addHistory(Exposition &out, const HistoryStatus &history)
{
    out.family("history_records", Type::Gauge, "Exchanges that are stored on disk.");
    if (history.enabled)
        out.sample({}, history.records);
    out.family("history_bytes", Type::Gauge, "What they take there.");
    if (history.enabled)
        out.sample({}, history.bytes);
    out.family("history_records_dropped_total",
               Type::Counter,
               "Exchanges that the disk or the database could not take.");
    if (history.enabled)
        out.sample({}, history.droppedRecords);
    out.family("history_bodies_dropped_total",
               Type::Counter,
               "Exchanges that are stored without their bodies.");
    if (history.enabled)
        out.sample({}, history.droppedBodies);
}

void addStores(Exposition &out, const EngineSnapshot &snapshot)
{
    out.family("store_connected",
               Type::Gauge,
               "Whether the store is reached; while it is not, local counters stand in.");
    if (snapshot.breaksCircuits)
        out.sample({{"store", "circuits"}, {"backend", snapshot.circuitStore.backend}},
                   qint64(snapshot.circuitStore.connected));
    if (snapshot.limitsRates)
        out.sample({{"store", "limits"}, {"backend", snapshot.limitStore.backend}},
                   qint64(snapshot.limitStore.connected));
}

void addTransports(Exposition &out, const EngineSnapshot &snapshot)
{
    out.family("cost_records_written_total", Type::Counter, "Cost records handed to a transport.");
    for (const TransportStatus &transport : snapshot.transports)
        out.sample({{"transport", transport.name}}, transport.written);
    out.family("cost_records_dropped_total", Type::Counter, "Of these: lost.");
    for (const TransportStatus &transport : snapshot.transports)
        out.sample({{"transport", transport.name}}, transport.dropped);
}

} // namespace

QByteArray prometheusText(const Exposed &exposed)
{
    Exposition out;
    addProgram(out, exposed);
    addTraffic(out, exposed.snapshot);
    addRequests(out, exposed.measurements);
    addCosts(out, exposed.measurements);
    addCircuits(out, exposed);
    addLimits(out, exposed.measurements);
    addHistory(out, exposed.snapshot.history);
    addStores(out, exposed.snapshot);
    addTransports(out, exposed.snapshot);
    return out.text();
}

} // namespace llmproxy::stats
