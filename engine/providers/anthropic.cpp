// SPDX-License-Identifier: MIT
#include "engine/providers/anthropic_shape.h"
#include "engine/providers/openai_shape.h"
#include "engine/providers/provider.h"
#include "engine/providers/request_target.h"

#include <array>

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

constexpr std::array StreamTypes = {QByteArrayView("text/event-stream")};

using circuit::FailureKind;
using circuit::KindRefinement;

constexpr std::array ErrorCodeMembers = {QByteArrayView("type")};
constexpr std::array Refinements = {
    KindRefinement{"overloaded_error", 529, FailureKind::AnthropicOverloaded, true},
    KindRefinement{"rate_limit_error", 429, FailureKind::AnthropicRateLimit},
    KindRefinement{"api_error", 500, FailureKind::AnthropicApiError},
    KindRefinement{"timeout_error", 504, FailureKind::AnthropicTimeout},
    KindRefinement{"request_too_large", 413, FailureKind::AnthropicRequestTooLarge},
};

} // namespace

// https://docs.anthropic.com/en/api
Provider anthropic()
{
    return {.type = "anthropic",
            .defaultBaseUrl = "https://api.anthropic.com",
            .streamTypes = StreamTypes,
            .answers = answers,
            .requests = requests,
            .faults = {.remainingRequestsField = "anthropic-ratelimit-requests-remaining",
                       .remainingTokensField = "anthropic-ratelimit-tokens-remaining",
                       .codeMembers = ErrorCodeMembers,
                       .refinements = Refinements}};
}

} // namespace llmproxy::providers
