// SPDX-License-Identifier: MIT
#include "engine/providers/anthropic_shape.h"
#include "engine/providers/openai_shape.h"
#include "engine/providers/provider.h"
#include "engine/providers/request_target.h"

namespace llmproxy::providers {

namespace {

using usage::AnswerPath;
using usage::Field;
using usage::RequestField;
using usage::RequestPath;

constexpr std::array MessagesNames = {
    AnswerPath{"message.model", Field::Model},
    AnswerPath{"message.id", Field::RequestId},
    AnswerPath{"delta.thinking", Field::ThoughtText},
};

constexpr std::array MessagesRequest = {
    RequestPath{"metadata.user_id", RequestField::User},
    RequestPath{"system", RequestField::Text},
    RequestPath{"system[]", RequestField::Item},
    RequestPath{"system[].type", RequestField::ItemType},
    RequestPath{"system[].text", RequestField::ItemText},
};

const usage::AnswerTable &answers()
{
    static constexpr auto Fields = joined(ChatNames, ChatAnswer, MessagesNames, MessagesAnswer);
    static constexpr auto Events = joined(std::array{ChatEnd}, MessagesEvents);
    static constexpr auto Errors = joined(ChatErrors, MessagesErrors);
    static const json::Paths Paths = usage::compile(Fields);
    static const usage::AnswerTable Table = {
        .fields = Fields, .paths = &Paths, .events = Events, .errors = Errors};
    return Table;
}

usage::RequestOutline outline(const http::RequestHead &head, QByteArrayView target)
{
    const QByteArrayView path = pathOf(target);
    return {.body = usage::BodyUse::Whole,
            .streams = accepts(head, "text/event-stream"),
            .bodyDecides = path.contains("/messages") || path.contains("/chat/completions"),
            .model = {}};
}

const usage::RequestTable &requests()
{
    static constexpr auto Fields = joined(ChatRequest, MessagesRequest);
    static const json::Paths Paths = usage::compile(Fields);
    static const usage::RequestTable Table = {
        .fields = Fields, .paths = &Paths, .outline = outline};
    return Table;
}

} // namespace

// https://docs.anthropic.com/en/api
Provider anthropic()
{
    static constexpr std::array<QByteArrayView, 1> StreamTypes = {"text/event-stream"};
    static constexpr std::array<QByteArrayView, 1> CodeMembers = {"type"};
    using circuit::FailureKind;
    static constexpr circuit::KindRefinement Refinements[] = {
        {529, "overloaded_error", FailureKind::AnthropicOverloaded, true},
        {429, "rate_limit_error", FailureKind::AnthropicRateLimit},
        {500, "api_error", FailureKind::AnthropicApiError},
        {504, "timeout_error", FailureKind::AnthropicTimeout},
        {413, "request_too_large", FailureKind::AnthropicRequestTooLarge}};
    return {.type = "anthropic",
            .defaultBaseUrl = "https://api.anthropic.com",
            .streamTypes = StreamTypes,
            .answers = answers,
            .requests = requests,
            .faults = {.remainingRequestsField = "anthropic-ratelimit-requests-remaining",
                       .remainingTokensField = "anthropic-ratelimit-tokens-remaining",
                       .codeMembers = CodeMembers,
                       .refinements = Refinements}};
}

} // namespace llmproxy::providers
