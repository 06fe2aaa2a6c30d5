// SPDX-License-Identifier: MIT
#pragma once

#include "engine/usage/answer_table.h"
#include "engine/usage/request_table.h"

#include <array>

namespace llmproxy::providers {

// The shape of OpenAI's Chat Completions API, which every vendor also speaks beside its own. The
// names differ from those of the vendors' own shapes, so one table reads both.
// https://platform.openai.com/docs/api-reference/chat

inline constexpr std::array ChatAnswer = {
    usage::AnswerPath{"model", usage::Field::Model},
    usage::AnswerPath{"id", usage::Field::RequestId},
    usage::AnswerPath{"choices[0].finish_reason", usage::Field::Finish},
    usage::AnswerPath{"usage.prompt_tokens", usage::Field::Input},
    usage::AnswerPath{"usage.completion_tokens", usage::Field::Output},
    usage::AnswerPath{"usage.total_tokens", usage::Field::Total},
    usage::AnswerPath{"usage.prompt_tokens_details.cached_tokens", usage::Field::CacheRead},
    usage::AnswerPath{"usage.completion_tokens_details.reasoning_tokens", usage::Field::Thought},
    usage::AnswerPath{"error", usage::Field::Error},
    usage::AnswerPath{"error.type", usage::Field::ErrorType},
    usage::AnswerPath{"error.code", usage::Field::ErrorCode},
};

inline constexpr usage::EventRoleOf ChatEnd = {"[DONE]", usage::EventRole::End};

inline constexpr std::array ChatErrors = {
    usage::ErrorKindOf{"server_error", usage::ErrorKind::Server},
    usage::ErrorKindOf{"internal_server_error", usage::ErrorKind::Server},
    usage::ErrorKindOf{"service_unavailable", usage::ErrorKind::Overloaded},
    usage::ErrorKindOf{"engine_overloaded", usage::ErrorKind::Overloaded},
    usage::ErrorKindOf{"overloaded_error", usage::ErrorKind::Overloaded},
    usage::ErrorKindOf{"rate_limit_error", usage::ErrorKind::RateLimit},
    usage::ErrorKindOf{"rate_limit_exceeded", usage::ErrorKind::RateLimit},
    usage::ErrorKindOf{"invalid_request_error", usage::ErrorKind::Client},
    usage::ErrorKindOf{"authentication_error", usage::ErrorKind::Client},
    usage::ErrorKindOf{"permission_error", usage::ErrorKind::Client},
    usage::ErrorKindOf{"insufficient_quota", usage::ErrorKind::Client},
};

inline constexpr std::array ChatRequest = {
    usage::RequestPath{"model", usage::RequestField::Model},
    usage::RequestPath{"stream", usage::RequestField::Stream},
    usage::RequestPath{"messages[].content", usage::RequestField::Text},
    usage::RequestPath{"messages[].content[]", usage::RequestField::Part},
    usage::RequestPath{"messages[].content[].type", usage::RequestField::PartType},
    usage::RequestPath{"messages[].content[].text", usage::RequestField::PartText},
};

/// One table behind the other, to put shapes together.
template<class T, std::size_t First, std::size_t Second>
constexpr std::array<T, First + Second> joined(const std::array<T, First> &first,
                                               const std::array<T, Second> &second)
{
    std::array<T, First + Second> all{};
    std::size_t at = 0;
    for (const T &each : first)
        all[at++] = each;
    for (const T &each : second)
        all[at++] = each;
    return all;
}

} // namespace llmproxy::providers
