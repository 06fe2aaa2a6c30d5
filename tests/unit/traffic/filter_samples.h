// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <vector>

namespace llmproxy::traffic {

inline constexpr TimePoint Noon{Duration(1'769'860'800'000)}; // 2026-01-31T12:00:00Z

/// A good answer of a provider, with every number known.
inline ExchangeRecord answered()
{
    ExchangeRecord record;
    record.id = 310;
    record.at = Noon - std::chrono::seconds(30);
    record.client = "127.0.0.1:51234";
    record.user = "alice";
    record.key = "sk-…cdef";
    record.provider = "openai";
    record.method = "POST";
    record.target = "/openai/v1/chat/completions";
    record.model = "gpt-4o-mini";
    record.requestId = "chatcmpl-7";
    record.status = 200;
    record.phase = Phase::Done;
    record.breaker = "pass";
    record.attempts = 1;
    record.firstByte = Duration(410);
    record.total = Duration(2'000);
    record.usage.input = {1'200, usage::Source::Reported};
    record.usage.output = {300, usage::Source::Reported};
    record.cost.total = cost::Money{50'000'000}; // $0.05
    record.cost.label = cost::Label::Reported;
    return record;
}

inline ExchangeRecord underWay()
{
    ExchangeRecord record;
    record.id = 7;
    record.at = Noon;
    record.provider = "anthropic";
    record.method = "POST";
    record.target = "/anthropic/v1/messages";
    record.phase = Phase::Upstream;
    return record;
}

/// One of each kind that the filter tells apart.
inline std::vector<ExchangeRecord> sampleRecords()
{
    std::vector<ExchangeRecord> records{answered(), underWay()};
    const auto add = [&records](auto change) {
        ExchangeRecord record = answered();
        record.id = qint64(records.size()) + 1'000;
        change(record);
        records.push_back(record);
    };
    add([](ExchangeRecord &r) {
        r.status = 503;
        r.madeHere = true;
        r.breaker = "blocked";
        r.error = "provider_degraded";
        r.failureClass = "provider_degraded";
        r.failureKind = "circuit_open";
        r.endedBy = EndedBy::Proxy;
        r.usage = {};
        r.cost = {};
        r.firstByte.reset();
    });
    add([](ExchangeRecord &r) {
        r.status = 429;
        r.madeHere = true;
        r.overLimit = "user:alice, requests of the minute";
    });
    add([](ExchangeRecord &r) {
        r.status = 503;
        r.madeHere = true;
        r.testMode = "force_degraded";
    });
    add([](ExchangeRecord &r) {
        r.provider = "anthropic";
        r.model = "claude-sonnet-4-5";
        r.tries = {{}, {}};
        r.attempts = 2;
        r.breaker = "probe";
        r.streaming = true;
        r.finishReason = "tool_use";
        r.usage.cacheRead = {1'000, usage::Source::Reported};
    });
    add([](ExchangeRecord &r) {
        r.breaker = "bypassed";
        r.endedBy = EndedBy::Client;
        r.at = Noon - std::chrono::hours(48);
    });
    add([](ExchangeRecord &r) {
        r.endedBy = EndedBy::Upstream;
        r.status = 0;
        r.user.clear();
    });
    return records;
}

inline ExchangeDetail sampleDetail()
{
    ExchangeDetail detail;
    detail.requestHead = "POST /openai/v1/chat/completions HTTP/1.1\nHost: localhost:9002\n"
                         "Content-Type: application/json\nX-Team: blue\n";
    detail.responseHead = "HTTP/1.1 200 OK\nContent-Type: application/json\n";
    detail.request.bytes =
        R"({"model":"gpt-4o-mini","messages":[{"role":"user","content":"Find the Bug"}]})";
    detail.request.size = detail.request.bytes.size();
    detail.response.bytes = R"({"choices":[{"message":{"content":"Here it is"}}]})";
    detail.response.size = detail.response.bytes.size();
    return detail;
}

} // namespace llmproxy::traffic
