// SPDX-License-Identifier: MIT
#include "engine/stats/circuit_metrics.h"

namespace llmproxy::stats {

using circuit::EventType;
using circuit::FailureKind;

namespace {

QByteArrayView nameOf(EventType type)
{
    switch (type) {
    case EventType::FailureRecorded:
        return "circuit.fail_record";
    case EventType::Opened:
        return "circuit.opened";
    case EventType::Closed:
        return "circuit.closed";
    case EventType::ProbeFailed:
        return "circuit.probe_failed";
    case EventType::RollupOpened:
        return "circuit.rollup_opened";
    case EventType::RollupClosed:
        return "circuit.rollup_closed";
    case EventType::TerminalFailure:
        return "circuit.terminal_failure";
    case EventType::FastFailed:
        return "circuit.fast_fail";
    case EventType::WouldHaveFastFailed:
        return "circuit.would_have_fast_failed";
    case EventType::RateLimitExhausted:
        return "circuit.rate_limit_exhausted";
    case EventType::GlobalRateLimited:
        return "circuit.global_rate_limit";
    case EventType::LocalRateLimited:
        return "circuit.local_rate_limit";
    case EventType::Bypassed:
        return "circuit.bypass";
    case EventType::HangDisconnect:
        return "circuit.hang_disconnect_abort";
    case EventType::BudgetUncredited:
        return "circuit.timeout_budget_uncredited";
    case EventType::RetryOverflow:
        return "circuit.retry_overflow";
    case EventType::ProbeStarted:
    case EventType::ProbeLost:
    case EventType::Forced:
        break; // for the log and the dashboard
    }
    return {};
}

bool isRefusal(EventType type)
{
    return type == EventType::FastFailed || type == EventType::WouldHaveFastFailed;
}

} // namespace

std::optional<Metric> circuitMetric(const circuit::Event &event)
{
    const QByteArrayView name = nameOf(event.type);
    if (name.isEmpty())
        return std::nullopt;
    Metric metric{name.toByteArray(), "1", Metric::Type::Count, {}};
    const auto add = [&](QByteArrayView key, QByteArrayView value) {
        metric.tags.append(tag(key, value.isEmpty() ? QByteArrayView("unknown") : value));
    };
    const FailureKind kind = isRefusal(event.type) ? FailureKind::CircuitOpen : event.cause.kind;
    add("provider", event.key.provider);
    add("model", event.key.model);
    add("caller", event.cause.caller);
    add("status_code", QByteArray::number(event.cause.status));
    add("failure_kind", textOf(kind));
    if (event.type == EventType::Opened || event.type == EventType::Closed)
        add("reason", textOf(event.reason));
    if (event.type == EventType::Bypassed) {
        add("reason", event.by);
        add("outcome", textOf(event.outcome));
    }
    return metric;
}

} // namespace llmproxy::stats
