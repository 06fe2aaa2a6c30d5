// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <array>

namespace llmproxy::providers {

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
            .faults = {.remainingRequestsField = "anthropic-ratelimit-requests-remaining",
                       .remainingTokensField = "anthropic-ratelimit-tokens-remaining",
                       .codeMembers = CodeMembers,
                       .refinements = Refinements}};
}

} // namespace llmproxy::providers
