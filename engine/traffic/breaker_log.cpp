// SPDX-License-Identifier: MIT
#include "engine/traffic/breaker_log.h"

namespace llmproxy::traffic {

namespace {

using circuit::EventType;

struct Wording
{
    LogLevel level = LogLevel::Info;
    const char *message = "";
};

Wording wordingOf(EventType type)
{
    switch (type) {
    case EventType::FailureRecorded:
        return {LogLevel::Info, "circuit failure recorded"};
    case EventType::Opened:
        return {LogLevel::Warn, "circuit opened"};
    case EventType::Closed:
        return {LogLevel::Info, "circuit closed"};
    case EventType::ProbeStarted:
        return {LogLevel::Info, "circuit probe started"};
    case EventType::ProbeFailed:
        return {LogLevel::Warn, "circuit probe failed"};
    case EventType::ProbeLost:
        return {LogLevel::Warn, "circuit probe lost"};
    case EventType::RollupOpened:
        return {LogLevel::Warn, "provider rollup opened"};
    case EventType::RollupClosed:
        return {LogLevel::Info, "provider rollup closed"};
    case EventType::Forced:
        return {LogLevel::Warn, "circuit forced"};
    case EventType::TerminalFailure:
        return {LogLevel::Debug, "terminal failure"};
    case EventType::FastFailed:
        return {LogLevel::Debug, "refused by an open circuit"};
    case EventType::WouldHaveFastFailed:
        return {LogLevel::Info, "would have been refused by an open circuit"};
    case EventType::RateLimitExhausted:
        return {LogLevel::Info, "rate limit retries exhausted"};
    case EventType::GlobalRateLimited:
    case EventType::LocalRateLimited:
        return {LogLevel::Info, "rate limited by the provider"};
    case EventType::Bypassed:
        return {LogLevel::Info, "circuit bypassed"};
    case EventType::HangDisconnect:
        return {LogLevel::Warn, "caller left after a long wait"};
    case EventType::BudgetUncredited:
        return {LogLevel::Info, "the caller's time budget was spent"};
    case EventType::RetryOverflow:
        return {LogLevel::Warn, "retry budget empty"};
    }
    return {};
}

} // namespace

BreakerLogEntry entryOf(const circuit::Event &event)
{
    const Wording wording = wordingOf(event.type);
    LogLine line(wording.message);
    line.text("provider", event.key.provider).text("cb_key", circuit::textOf(event.key));
    if (event.cause.exchange != 0)
        line.number("exchange", event.cause.exchange);
    if (event.cause.status != 0)
        line.number("status_code", event.cause.status);
    if (event.cause.kind != circuit::FailureKind::None)
        line.text("failure_kind", circuit::textOf(event.cause.kind).toByteArray());
    if (event.reason != circuit::Reason::None)
        line.text("reason", circuit::textOf(event.reason).toByteArray());
    if (!event.by.isEmpty())
        line.text("by", event.by);
    return {wording.level, std::move(line)};
}

BreakerLogEntry entryOf(const circuit::TestRule &rule, bool isOn)
{
    LogLine line(isOn ? "test mode switched on" : "test mode switched off");
    line.text("mode", circuit::textOf(rule.mode).toByteArray())
        .text("scope", circuit::textOf(rule.scope));
    if (!rule.by.isEmpty())
        line.text("by", rule.by);
    return {LogLevel::Warn, std::move(line)};
}

} // namespace llmproxy::traffic
