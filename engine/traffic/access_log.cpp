// SPDX-License-Identifier: MIT
#include "engine/traffic/access_log.h"

#include "engine/traffic/names.h"
#include "engine/traffic/redact.h"

#include <utility>

namespace llmproxy::traffic {

namespace {

// Never the query: Gemini's keys live there. Masked again, as a path may hold a key by mistake.
QByteArray path(const ExchangeRecord &record)
{
    const qsizetype query = record.target.indexOf('?');
    return maskedTarget(query < 0 ? record.target : record.target.first(query));
}

LogLine opened(QByteArray message, const ExchangeRecord &record)
{
    LogLine line(std::move(message));
    line.text("method", record.method).text("path", path(record));
    line.text("remote_addr", record.client);
    return line;
}

void addText(LogLine &line, QByteArray key, const QByteArray &value)
{
    if (!value.isEmpty())
        line.text(std::move(key), value);
}

void addMilliseconds(LogLine &line, QByteArray key, std::optional<Duration> duration)
{
    if (duration)
        line.number(std::move(key), duration->count());
}

bool isAborted(const ExchangeRecord &record)
{
    if (record.endedBy == EndedBy::Client)
        return true;
    return record.endedBy != EndedBy::Nobody && !record.madeHere;
}

// What the provider told; an estimate is no part of the log.
void addTokens(LogLine &line, const ExchangeRecord &record)
{
    const auto add = [&line](QByteArray key, const usage::Count &count, bool evenIfNone) {
        if (count.source == usage::Source::Reported && (evenIfNone || count.tokens > 0))
            line.number(std::move(key), count.tokens);
    };
    add("input_tokens", record.usage.input, true);
    add("output_tokens", record.usage.output, true);
    add("thought_tokens", record.usage.thought, false);
    add("cache_read_tokens", record.usage.cacheRead, false);
    add("cache_write_tokens", record.usage.cacheWrite, false);
    if (record.cost.total && record.cost.label == cost::Label::Reported)
        line.text("cost_usd", cost::decimalUsd(*record.cost.total));
}

QByteArray endMessage(const ExchangeRecord &record)
{
    if (isAborted(record))
        return record.status != 0 ? "request aborted mid-response"
                                  : "request aborted before response";
    return record.streaming ? "Completed streaming request" : "Completed request";
}

} // namespace

AccessLogEntry startedEntry(const ExchangeRecord &record)
{
    LogLine line =
        opened(record.streaming ? "Started streaming request" : "Started request", record);
    addText(line, "provider", record.provider);
    addText(line, "model", record.model);
    line.flag("streaming", record.streaming).number("id", record.id);
    return {LogLevel::Debug, std::move(line)};
}

AccessLogEntry endedEntry(const ExchangeRecord &record)
{
    LogLine line = opened(endMessage(record), record);
    addText(line, "provider", record.provider);
    addText(line, "model", record.model);
    if (record.status != 0)
        line.number("status", record.status);
    addMilliseconds(line, "duration_ms", record.total);
    addMilliseconds(line, "first_byte_ms", record.firstByte);
    line.flag("streaming", record.streaming)
        .number("bytes_in", record.bytesIn)
        .number("bytes_out", record.bytesOut);
    addTokens(line, record);
    addText(line, "request_id", record.requestId);
    addText(line, "ended_by", nameOf(record.endedBy).toByteArray());
    if (isAborted(record))
        line.text("phase", nameOf(record.phase).toByteArray());
    addText(line, "error", record.error);
    addText(line, "over_limit", record.overLimit);
    line.number("id", record.id);
    return {isAborted(record) ? LogLevel::Warn : LogLevel::Info, std::move(line)};
}

} // namespace llmproxy::traffic
