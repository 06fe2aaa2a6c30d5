// SPDX-License-Identifier: MIT
#pragma once

#include "tests/ui/window/fake_control.h"

namespace llmproxy {

/// An exchange whose answer streams: a tool is called after some thinking. Details as the engine
/// keeps them.
struct SampleDetail
{
    traffic::ExchangeRecord record;
    traffic::ExchangeDetail detail;
};

inline QByteArray sampleRequestBody()
{
    return R"({"model":"claude-sonnet-4-5","max_tokens":4096,"temperature":0.2,"stream":true,)"
           R"("system":"You are a careful engineer.\nYou read before you write.\nYou test.\n)"
           R"(You are brief.","tools":[{"name":"read_file","description":"Reads a file of the )"
           R"(project.","input_schema":{"type":"object","properties":{"path":{"type":"string"}}}},)"
           R"({"name":"bash","description":"Runs a command.","input_schema":{"type":"object"}}],)"
           R"("messages":[{"role":"user","content":[{"type":"text","text":"Find the failing test )"
           R"(and tell me what is wrong with it. <img src=file:///etc/passwd>"},{"type":"image",)"
           R"("source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAANSUhEUg=="}}]},)"
           R"({"role":"assistant","content":[{"type":"text","text":"I will look at the log first."},)"
           R"({"type":"tool_use","id":"toolu_1","name":"read_file","input":{"path":"build/log.txt"}}]},)"
           R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":)"
           R"("1: ok\n2: ok\n3: ok\n4: FAIL retry\n5: ok\n6: ok\n7: ok\n8: ok\n9: ok\n10: ok\n)"
           R"(11: ok\n12: ok\n13: ok\n14: ok\n15: ok\n16: ok"}]}]})";
}

inline QByteArrayList sampleEvents()
{
    return {
        R"({"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[],"usage":{"input_tokens":18204}}})",
        R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})",
        R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"The log says that the fourth "}})",
        R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"test fails on a retry."}})",
        R"({"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}})",
        R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"The test `retry` fails: "}})",
        R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"it waits for a time that never comes.\n\nLet me look at it."}})",
        R"({"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"bash","input":{}}})",
        R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"command\": "}})",
        R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"\"cat tests/retry.cpp\"}"}})",
        R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":1102}})",
        R"({"type":"message_stop"})"};
}

/// `events`: how many of them have come; all: it is done.
inline SampleDetail sampleDetail(qint64 id, TimePoint at, qsizetype events)
{
    using std::chrono::milliseconds;
    SampleDetail sample;
    const QByteArrayList all = sampleEvents();
    traffic::ExchangeDetail &detail = sample.detail;
    detail.requestHead = "POST /anthropic/v1/messages HTTP/1.1\nHost: 127.0.0.1:9002\n"
                         "Content-Type: application/json\nX-Api-Key: sk-\xE2\x80\xA6"
                         "cdef\nConnection: keep-alive\n";
    detail.forwardedHead = "POST /v1/messages HTTP/1.1\nHost: api.anthropic.com\n"
                           "Content-Type: application/json\nX-Api-Key: sk-\xE2\x80\xA6"
                           "cdef\n";
    detail.requestChanges = {
        {traffic::FieldChange::Kind::Changed, "Host", "127.0.0.1:9002", "api.anthropic.com"},
        {traffic::FieldChange::Kind::Removed, "Connection", "keep-alive", ""}};
    detail.responseHead = "HTTP/1.1 200 OK\nContent-Type: text/event-stream; charset=utf-8\n"
                          "Request-Id: req_011\n";
    detail.sentHead = detail.responseHead + "X-LLM-Proxy-Cost: 0.1124\n";
    detail.responseChanges = {
        {traffic::FieldChange::Kind::Added, "X-LLM-Proxy-Cost", "", "0.1124"}};
    detail.request.bytes = sampleRequestBody();
    detail.request.size = detail.request.bytes.size();
    detail.request.hashReceived = "99aa06d3014798d86001c324468d497f";
    detail.request.hashPassedOn = detail.request.hashReceived;
    for (qsizetype i = 0; i < events; ++i) {
        const QByteArray type = all.at(i).mid(9, all.at(i).indexOf('"', 9) - 9);
        detail.response.bytes += "event: " + type + "\ndata: " + all.at(i) + "\n\n";
        const int pause = i >= 7 ? 2'300 : 0;
        detail.arrivals.append(
            {milliseconds(1'900 + 260 * i + pause), detail.response.bytes.size()});
    }
    detail.response.size = detail.response.bytes.size();

    traffic::ExchangeRecord &record = sample.record;
    record.id = id;
    record.at = at;
    record.client = "127.0.0.1:51234";
    record.user = "alice";
    record.key = "sk-\xE2\x80\xA6"
                 "cdef";
    record.provider = "anthropic";
    record.method = "POST";
    record.target = "/anthropic/v1/messages";
    record.model = "claude-sonnet-4-5";
    record.requestId = "req_011";
    record.status = 200;
    record.streaming = true;
    record.phase = traffic::Phase::Streaming;
    record.breaker = "pass";
    record.attempts = 2;
    record.tries = {{milliseconds(2), {}, milliseconds(430), 529, {}, "http_529"},
                    {milliseconds(832), milliseconds(400), milliseconds(790), 200, {}, {}}};
    record.bytesIn = detail.request.size;
    record.bytesOut = detail.response.size;
    record.pieces = events;
    record.headAt = milliseconds(1'622);
    if (events > 0)
        record.firstByte = milliseconds(1'900);
    if (events < all.size())
        return sample;
    detail.response.hashReceived = "e2a14c1eb30f2fa49bd2d1bf45d2ae1c";
    detail.response.hashPassedOn = detail.response.hashReceived;
    record.phase = traffic::Phase::Done;
    record.endedIn = traffic::Phase::Streaming;
    record.total = milliseconds(7'100);
    record.finishReason = "tool_use";
    using usage::Source;
    record.usage.input = {18'204, Source::Reported};
    record.usage.cacheRead = {11'020, Source::Reported};
    record.usage.inputHoldsCacheRead = false;
    record.usage.output = {1'102, Source::Reported};
    record.cost.matchedModel = "claude-sonnet-4-5";
    record.cost.pricesAsOf = QDate(2026, 9, 1);
    record.cost.label = cost::Label::Reported;
    const auto line = [&record](cost::TokenClass of, qint64 tokens, qint64 nanoUsdPerMillion) {
        const cost::Money price{nanoUsdPerMillion};
        record.cost.lines.append(
            {of, tokens, Source::Reported, price, cost::priceOf(tokens, price)});
        record.cost.total =
            record.cost.total.value_or(cost::Money{}) + cost::priceOf(tokens, price);
    };
    line(cost::TokenClass::Input, 18'204, 3'000'000'000);
    line(cost::TokenClass::CacheRead, 11'020, 300'000'000);
    line(cost::TokenClass::Output, 1'102, 15'000'000'000);
    return sample;
}

/// Puts it into an engine.
inline void putDetail(FakeControl &control, const SampleDetail &sample)
{
    control.put(sample.record);
    control.details.insert(sample.record.id,
                           std::make_shared<const traffic::ExchangeDetail>(sample.detail));
}

} // namespace llmproxy
