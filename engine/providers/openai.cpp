// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <array>

namespace llmproxy::providers {

// https://platform.openai.com/docs/api-reference
Provider openai()
{
    static constexpr std::array<QByteArrayView, 1> StreamTypes = {"text/event-stream"};
    static constexpr std::array<QByteArrayView, 2> CodeMembers = {"code", "type"};
    static constexpr circuit::KindRefinement Refinements[] = {
        {429, "insufficient_quota", circuit::FailureKind::OpenAiInsufficientQuota}};
    return {.type = "openai",
            .defaultBaseUrl = "https://api.openai.com",
            .streamTypes = StreamTypes,
            .faults = {.remainingRequestsField = "x-ratelimit-remaining-requests",
                       .remainingTokensField = "x-ratelimit-remaining-tokens",
                       .bareLimitIsGlobal = true,
                       .quotaCode = "insufficient_quota",
                       .codeMembers = CodeMembers,
                       .refinements = Refinements}};
}

} // namespace llmproxy::providers
