// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

namespace llmproxy::exports {

struct Sample
{
    traffic::ExchangeRecord record;
    traffic::ExchangeDetail detail;
};

inline void setBody(traffic::Body &body, const QByteArray &bytes)
{
    body.bytes = bytes;
    body.size = bytes.size();
}

/// A chat completion with a key, as the recorder keeps it: secrets masked.
inline Sample chat()
{
    Sample sample;
    traffic::ExchangeRecord &record = sample.record;
    record.id = 12;
    record.at = TimePoint(Duration(1'769'860'800'123));
    record.provider = "openai";
    record.model = "gpt-4o";
    record.method = "POST";
    record.target = "/openai/v1/chat/completions";
    record.status = 200;
    record.phase = traffic::Phase::Done;
    record.headAt = Duration(300);
    record.total = Duration(2'000);
    traffic::ExchangeDetail &detail = sample.detail;
    detail.requestHead = "POST /openai/v1/chat/completions HTTP/1.1\n"
                         "Host: localhost:9002\n"
                         "Content-Type: application/json\n"
                         "Authorization: Bearer sk-…cdef\n"
                         "Content-Length: 15\n"
                         "Connection: keep-alive\n";
    detail.sentHead = "HTTP/1.1 200 Very OK\nContent-Type: application/json; charset=utf-8\n";
    setBody(detail.request, R"({"model":"é\n"})");
    setBody(detail.response, R"({"choices":[]})");
    record.bytesIn = detail.request.size;
    record.bytesOut = detail.response.size;
    return sample;
}

inline Sample signedCall()
{
    Sample sample = chat();
    sample.record.provider = "bedrock";
    sample.record.target = "/bedrock/model/anthropic.claude-v2%3A1/converse";
    sample.detail.requestHead =
        "POST /bedrock/model/anthropic.claude-v2%3A1/converse HTTP/1.1\n"
        "Host: localhost:9002\n"
        "Content-Type: application/json\n"
        "X-Amz-Date: 20260131T120000Z\n"
        "X-Amz-Security-Token: IQo…cdef\n"
        "Authorization: AWS4-HMAC-SHA256 Credential=<redacted>/20260131/eu-west-1/bedrock\n";
    return sample;
}

} // namespace llmproxy::exports
