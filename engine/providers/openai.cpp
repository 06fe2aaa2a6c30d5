// SPDX-License-Identifier: MIT
#include "engine/providers/openai_shape.h"
#include "engine/providers/provider.h"
#include "engine/providers/request_target.h"

#include <array>

namespace llmproxy::providers {

namespace {

using usage::AnswerPath;
using usage::ErrorKind;
using usage::ErrorKindOf;
using usage::EventRole;
using usage::EventRoleOf;
using usage::Field;
using usage::RequestField;
using usage::RequestPath;

// Responses, its streaming events; Images and Audio have the same counts.
// https://platform.openai.com/docs/api-reference/responses
constexpr std::array ResponsesAnswer = {
    AnswerPath{"usage.input_tokens", Field::Input},
    AnswerPath{"usage.output_tokens", Field::Output},
    AnswerPath{"usage.input_tokens_details.cached_tokens", Field::CacheRead},
    AnswerPath{"usage.output_tokens_details.reasoning_tokens", Field::Thought},
    AnswerPath{"output[]", Field::Item},
    AnswerPath{"output[].type", Field::ItemType},
    AnswerPath{"output[].status", Field::ItemStatus},
    AnswerPath{"type", Field::EventType},
    AnswerPath{"code", Field::ErrorCode},
    AnswerPath{"response.id", Field::RequestId},
    AnswerPath{"response.model", Field::Model},
    AnswerPath{"response.output[].status", Field::FinishOfItem},
    AnswerPath{"response.usage.input_tokens", Field::Input},
    AnswerPath{"response.usage.output_tokens", Field::Output},
    AnswerPath{"response.usage.total_tokens", Field::Total},
    AnswerPath{"response.usage.input_tokens_details.cached_tokens", Field::CacheRead},
    AnswerPath{"response.usage.output_tokens_details.reasoning_tokens", Field::Thought},
    AnswerPath{"response.error", Field::Error},
    AnswerPath{"response.error.code", Field::ErrorType},
};

constexpr std::array Events = {
    ChatEnd,
    EventRoleOf{"response.created", EventRole::Prelude},
    EventRoleOf{"response.queued", EventRole::Prelude},
    EventRoleOf{"response.in_progress", EventRole::Prelude},
    EventRoleOf{"response.completed", EventRole::End},
    EventRoleOf{"response.incomplete", EventRole::End},
    EventRoleOf{"response.done", EventRole::End},
    EventRoleOf{"response.failed", EventRole::FailedEnd},
    EventRoleOf{"image_generation.completed", EventRole::End},
    EventRoleOf{"image_edit.completed", EventRole::End},
    EventRoleOf{"transcript.text.done", EventRole::End},
    EventRoleOf{"speech.audio.done", EventRole::End},
    EventRoleOf{"error", EventRole::Error},
};

// Codes of a Response's error, beside those of ChatErrors.
constexpr std::array ResponsesErrors = {
    ErrorKindOf{"vector_store_timeout", ErrorKind::Server},
    ErrorKindOf{"invalid_prompt", ErrorKind::Client},
    ErrorKindOf{"context_length_exceeded", ErrorKind::Client},
    ErrorKindOf{"content_filter", ErrorKind::Client},
};

const usage::AnswerTable &answers()
{
    static constexpr auto Fields = joined(ChatNames, ChatAnswer, ResponsesAnswer);
    static constexpr auto Errors = joined(ChatErrors, ResponsesErrors);
    static const json::Paths Paths = usage::compile(Fields);
    static const usage::AnswerTable Table = {
        .fields = Fields, .paths = &Paths, .events = Events, .errors = Errors};
    return Table;
}

// https://platform.openai.com/docs/api-reference/responses/create, .../embeddings/create
constexpr std::array ResponsesRequest = {
    RequestPath{"user", RequestField::User},
    RequestPath{"prompt", RequestField::Text},
    RequestPath{"prompt[]", RequestField::Text},
    RequestPath{"instructions", RequestField::Text},
    RequestPath{"input", RequestField::Text},
    RequestPath{"input[]", RequestField::Item},
    RequestPath{"input[].type", RequestField::ItemType},
    RequestPath{"input[].text", RequestField::ItemText},
    RequestPath{"input[].content", RequestField::Text},
    RequestPath{"input[].content[]", RequestField::Part},
    RequestPath{"input[].content[].type", RequestField::PartType},
    RequestPath{"input[].content[].text", RequestField::PartText},
};

usage::RequestOutline outline(const http::RequestHead &head, QByteArrayView target)
{
    const QByteArrayView path = pathOf(target);
    return {.body = usage::BodyUse::Whole,
            .streams = accepts(head, "text/event-stream"),
            .bodyDecides = path.contains("/completions") || path.contains("/responses"),
            .model = {}};
}

const usage::RequestTable &requests()
{
    static constexpr auto Fields = joined(ChatRequest, ResponsesRequest);
    static const json::Paths Paths = usage::compile(Fields);
    static const usage::RequestTable Table = {
        .fields = Fields, .paths = &Paths, .outline = outline};
    return Table;
}

constexpr std::array StreamTypes = {QByteArrayView("text/event-stream")};

constexpr std::array<QByteArrayView, 2> ErrorCodeMembers = {"code", "type"};
constexpr std::array Refinements = {circuit::KindRefinement{
    "insufficient_quota", 429, circuit::FailureKind::OpenAiInsufficientQuota}};

} // namespace

// https://platform.openai.com/docs/api-reference
Provider openai()
{
    return {.type = "openai",
            .defaultBaseUrl = "https://api.openai.com",
            .streamTypes = StreamTypes,
            .answers = answers,
            .requests = requests,
            .faults = {.remainingRequestsField = "x-ratelimit-remaining-requests",
                       .remainingTokensField = "x-ratelimit-remaining-tokens",
                       .bareLimitIsGlobal = true,
                       .quotaCode = "insufficient_quota",
                       .codeMembers = ErrorCodeMembers,
                       .refinements = Refinements}};
}

} // namespace llmproxy::providers
