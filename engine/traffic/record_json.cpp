// SPDX-License-Identifier: MIT
#include "engine/traffic/record_json.h"

#include "engine/traffic/json_fields.h"

#include <concepts>
#include <type_traits>

using namespace Qt::StringLiterals;

namespace llmproxy::traffic {

namespace {

/// T is that struct, to be written (const) or read.
template<class T, class Struct>
concept Of = std::same_as<std::remove_const_t<T>, Struct>;

} // namespace

// Static, not in the unnamed namespace, where JsonWriter and JsonReader would not find them.

template<class Fields, Of<usage::Count> T>
static void describe(Fields &fields, T &count)
{
    fields.number("tokens"_L1, count.tokens);
    fields.word("source"_L1, count.source, usage::Source::Reported);
}

template<class Fields, Of<usage::TokenUsage> T>
static void describe(Fields &fields, T &usage)
{
    fields.object("input"_L1, usage.input);
    fields.object("output"_L1, usage.output);
    fields.object("total"_L1, usage.total);
    fields.object("thought"_L1, usage.thought);
    fields.object("cache_read"_L1, usage.cacheRead);
    fields.object("cache_write"_L1, usage.cacheWrite);
    fields.object("cache_write_long"_L1, usage.cacheWriteLong);
    fields.object("tool_prompt"_L1, usage.toolPrompt);
    fields.flag("input_holds_cache_read"_L1, usage.inputHoldsCacheRead);
    fields.flag("output_holds_thought"_L1, usage.outputHoldsThought);
}

template<class Fields, Of<cost::ChargeLine> T>
static void describe(Fields &fields, T &line)
{
    fields.word("class"_L1, line.tokenClass, cost::TokenClass::Thought);
    fields.number("tokens"_L1, line.tokens);
    fields.word("source"_L1, line.source, usage::Source::Reported);
    fields.usd("usd_per_million"_L1, line.perMillion);
    fields.usd("usd"_L1, line.amount);
}

template<class Fields, Of<cost::Charge> T>
static void describe(Fields &fields, T &charge)
{
    fields.word("label"_L1, charge.label, cost::Label::Reported);
    fields.usd("usd"_L1, charge.total);
    fields.text("matched_model"_L1, charge.matchedModel);
    fields.date("prices_as_of"_L1, charge.pricesAsOf);
    fields.list("lines"_L1, charge.lines);
}

template<class Fields, Of<Attempt> T>
static void describe(Fields &fields, T &attempt)
{
    fields.duration("at_ms"_L1, attempt.at);
    fields.duration("waited_ms"_L1, attempt.waited);
    fields.duration("took_ms"_L1, attempt.took);
    fields.numberIfAny("status"_L1, attempt.status);
    fields.text("error"_L1, attempt.error);
    fields.text("kind"_L1, attempt.kind);
}

template<class Fields, Of<ExchangeRecord> T>
static void describeCaller(Fields &fields, T &record)
{
    fields.text("client"_L1, record.client);
    fields.text("user"_L1, record.user);
    fields.text("key"_L1, record.key);
    fields.text("provider"_L1, record.provider);
    fields.text("method"_L1, record.method);
    fields.text("target"_L1, record.target);
    fields.text("model"_L1, record.model);
}

template<class Fields, Of<ExchangeRecord> T>
static void describeOutcome(Fields &fields, T &record)
{
    fields.text("request_id"_L1, record.requestId);
    fields.numberIfAny("status"_L1, record.status);
    fields.flag("made_here"_L1, record.madeHere);
    fields.flag("streaming"_L1, record.streaming);
    fields.word("phase"_L1, record.phase, Phase::Done);
    if (record.phase == Phase::Done)
        fields.word("ended_in"_L1, record.endedIn, Phase::Done);
    fields.word("ended_by"_L1, record.endedBy, EndedBy::Timeout);
    fields.text("error"_L1, record.error);
    fields.text("over_limit"_L1, record.overLimit);
    fields.text("breaker"_L1, record.breaker);
    fields.text("failure_class"_L1, record.failureClass);
    fields.text("failure_kind"_L1, record.failureKind);
    fields.text("test_mode"_L1, record.testMode);
    fields.number("attempts"_L1, record.attempts);
    fields.list("tries"_L1, record.tries);
}

template<class Fields, Of<ExchangeRecord> T>
static void describe(Fields &fields, T &record)
{
    fields.number("id"_L1, record.id);
    fields.numberIfAny("revision"_L1, record.revision);
    fields.time("at"_L1, record.at);
    describeCaller(fields, record);
    describeOutcome(fields, record);
    fields.number("bytes_in"_L1, record.bytesIn);
    fields.number("bytes_out"_L1, record.bytesOut);
    fields.number("pieces"_L1, record.pieces);
    fields.duration("head_ms"_L1, record.headAt);
    fields.duration("first_byte_ms"_L1, record.firstByte);
    fields.duration("longest_gap_ms"_L1, record.longestGap);
    fields.duration("total_ms"_L1, record.total);
    fields.text("finish_reason"_L1, record.finishReason);
    fields.object("tokens"_L1, record.usage);
    fields.object("cost"_L1, record.cost);
}

template<class Fields, Of<FieldChange> T>
static void describe(Fields &fields, T &change)
{
    fields.word("change"_L1, change.kind, FieldChange::Kind::Changed);
    fields.text("name"_L1, change.name);
    fields.text("before"_L1, change.before);
    fields.text("after"_L1, change.after);
}

template<class Fields, Of<Body> T>
static void describe(Fields &fields, T &body)
{
    fields.bytes(body.bytes);
    fields.number("size"_L1, body.size);
    if constexpr (std::is_const_v<T>)
        fields.flag("whole"_L1, body.isWhole()); // for readers that cannot count the bytes
    fields.text("hash_received"_L1, body.hashReceived);
    fields.text("hash_passed_on"_L1, body.hashPassedOn);
}

template<class Fields, Of<Arrival> T>
static void describe(Fields &fields, T &arrival)
{
    fields.duration("at_ms"_L1, arrival.at);
    fields.number("bytes"_L1, arrival.bytes);
}

template<class Fields, Of<ExchangeDetail> T>
static void describe(Fields &fields, T &detail)
{
    fields.text("request_head"_L1, detail.requestHead);
    fields.text("forwarded_head"_L1, detail.forwardedHead);
    fields.text("response_head"_L1, detail.responseHead);
    fields.text("sent_head"_L1, detail.sentHead);
    fields.list("request_changes"_L1, detail.requestChanges);
    fields.list("response_changes"_L1, detail.responseChanges);
    fields.object("request"_L1, detail.request);
    fields.object("response"_L1, detail.response);
    fields.list("arrivals"_L1, detail.arrivals);
}

QJsonObject toJson(const ExchangeRecord &record)
{
    return JsonWriter::made(record);
}

QJsonObject toJson(const ExchangeDetail &detail)
{
    return JsonWriter::made(detail);
}

std::optional<ExchangeRecord> recordFromJson(const QJsonObject &object)
{
    ExchangeRecord record;
    JsonReader::fill(object, record);
    if (record.id == 0 || record.at == TimePoint{})
        return std::nullopt;
    return record;
}

ExchangeDetail detailFromJson(const QJsonObject &object)
{
    ExchangeDetail detail;
    JsonReader::fill(object, detail);
    return detail;
}

} // namespace llmproxy::traffic
