// SPDX-License-Identifier: MIT
#pragma once

#include "engine/providers/joined.h"
#include "engine/usage/answer_table.h"
#include "engine/usage/request_table.h"

namespace llmproxy::providers {

// The shape of OpenAI's Chat Completions API, which the other vendors speak beside their own. Its
// names differ from theirs, so that one table reads both.
// https://platform.openai.com/docs/api-reference/chat

inline constexpr std::array ChatNames = {
    usage::AnswerPath{"model", usage::Field::Model},
    usage::AnswerPath{"id", usage::Field::RequestId},
};

inline constexpr std::array ChatAnswer = {
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

} // namespace llmproxy::providers
