// SPDX-License-Identifier: MIT
#pragma once

#include "engine/usage/answer_table.h"

#include <array>

namespace llmproxy::providers {

// The shape of Anthropic's Messages API, which Bedrock passes on.
// https://docs.anthropic.com/en/api/messages, .../messages-streaming
inline constexpr std::array MessagesAnswer = {
    usage::AnswerPath{"type", usage::Field::EventType},
    usage::AnswerPath{"stop_reason", usage::Field::Finish},
    usage::AnswerPath{"delta.stop_reason", usage::Field::Finish},
    usage::AnswerPath{"usage.input_tokens", usage::Field::InputBesideCache},
    usage::AnswerPath{"usage.output_tokens", usage::Field::Output},
    usage::AnswerPath{"usage.cache_read_input_tokens", usage::Field::CacheRead},
    usage::AnswerPath{"usage.cache_creation_input_tokens", usage::Field::CacheWrite},
    usage::AnswerPath{"usage.cache_creation.ephemeral_1h_input_tokens",
                      usage::Field::CacheWriteLong},
    usage::AnswerPath{"message.usage.input_tokens", usage::Field::InputBesideCache},
    usage::AnswerPath{"message.usage.output_tokens", usage::Field::Output},
    usage::AnswerPath{"message.usage.cache_read_input_tokens", usage::Field::CacheRead},
    usage::AnswerPath{"message.usage.cache_creation_input_tokens", usage::Field::CacheWrite},
    usage::AnswerPath{"message.usage.cache_creation.ephemeral_1h_input_tokens",
                      usage::Field::CacheWriteLong},
};

inline constexpr std::array MessagesEvents = {
    usage::EventRoleOf{"ping", usage::EventRole::Prelude},
    usage::EventRoleOf{"message_start", usage::EventRole::Prelude},
    usage::EventRoleOf{"message_stop", usage::EventRole::End},
    usage::EventRoleOf{"error", usage::EventRole::Error},
};

// https://docs.anthropic.com/en/api/errors, beside those of ChatErrors
inline constexpr std::array MessagesErrors = {
    usage::ErrorKindOf{"api_error", usage::ErrorKind::Server},
    usage::ErrorKindOf{"timeout_error", usage::ErrorKind::Server},
    usage::ErrorKindOf{"billing_error", usage::ErrorKind::Client},
    usage::ErrorKindOf{"not_found_error", usage::ErrorKind::Client},
    usage::ErrorKindOf{"request_too_large", usage::ErrorKind::Client},
};

} // namespace llmproxy::providers
