// SPDX-License-Identifier: MIT
#include "engine/traffic/origin.h"

#include <array>

namespace llmproxy::traffic {

namespace {

constexpr int FirstErrorStatus = 400;

constexpr auto Flags = std::to_array<FlagWords>({
    {Flag::Streaming, "streaming", "S", "streaming"},
    {Flag::Tools, "tools", "T", "ended in a tool call"},
    {Flag::Retried, "retried", "R", "retried"},
    {Flag::Blocked, "blocked", "B", "blocked by the breaker"},
    {Flag::Probe, "probe", "P", "a probe"},
    {Flag::Bypassed, "bypassed", "", "past the breaker"},
    {Flag::Limited, "limited", "L", "over a rate limit"},
    {Flag::Test, "test", "F", "under a test mode"},
    {Flag::Cached, "cached", "C", "read from the prompt cache"},
    {Flag::Aborted, "aborted", "!", "aborted by the client"},
    {Flag::Broken, "broken", "", "broken off by the upstream"},
    {Flag::Error, "error", "", "an error"},
    {Flag::Running, "running", "", "under way"},
});

constexpr std::array Origins{
    Origin::Upstream, Origin::Bypass, Origin::Proxy, Origin::Limit, Origin::Test, Origin::Nobody};

bool endsInToolCall(const QByteArray &finishReason)
{
    return finishReason == "tool_calls" || finishReason == "tool_use"
           || finishReason == "function_call";
}

bool isError(const ExchangeRecord &record)
{
    return record.status >= FirstErrorStatus || record.endedBy != EndedBy::Nobody
           || (record.phase == Phase::Done && record.status == 0);
}

} // namespace

QByteArrayView nameOf(Origin origin)
{
    switch (origin) {
    case Origin::Nobody:
        return "nobody";
    case Origin::Upstream:
        return "upstream";
    case Origin::Bypass:
        return "bypass";
    case Origin::Proxy:
        return "proxy";
    case Origin::Limit:
        return "limit";
    case Origin::Test:
        return "test";
    }
    Q_UNREACHABLE();
}

std::span<const Origin> allOrigins()
{
    return Origins;
}

Origin originOf(const ExchangeRecord &record)
{
    if (record.status == 0)
        return Origin::Nobody;
    if (!record.madeHere)
        return record.breaker == "bypassed" ? Origin::Bypass : Origin::Upstream;
    if (!record.overLimit.isEmpty())
        return Origin::Limit;
    return record.testMode.isEmpty() ? Origin::Proxy : Origin::Test;
}

std::span<const FlagWords> allFlags()
{
    return Flags;
}

bool hasFlag(const ExchangeRecord &record, Flag flag)
{
    switch (flag) {
    case Flag::Streaming:
        return record.streaming;
    case Flag::Tools:
        return endsInToolCall(record.finishReason);
    case Flag::Retried:
        return record.tries.size() > 1;
    case Flag::Blocked:
        return record.breaker == "blocked";
    case Flag::Probe:
        return record.breaker == "probe";
    case Flag::Bypassed:
        return record.breaker == "bypassed";
    case Flag::Limited:
        return !record.overLimit.isEmpty();
    case Flag::Test:
        return !record.testMode.isEmpty();
    case Flag::Cached:
        return record.usage.cacheRead.tokens > 0;
    case Flag::Aborted:
        return record.endedBy == EndedBy::Client;
    case Flag::Broken:
        return record.endedBy == EndedBy::Upstream || record.endedBy == EndedBy::Timeout;
    case Flag::Error:
        return isError(record);
    case Flag::Running:
        return record.phase != Phase::Done;
    }
    Q_UNREACHABLE();
}

} // namespace llmproxy::traffic
