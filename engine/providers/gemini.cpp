// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <array>

namespace llmproxy::providers {

// https://ai.google.dev/api
Provider gemini()
{
    static constexpr std::array<QByteArrayView, 2> StreamTypes = {"text/event-stream",
                                                                  "application/x-ndjson"};
    static constexpr std::array<QByteArrayView, 1> CodeMembers = {"status"};
    using circuit::FailureKind;
    static constexpr circuit::KindRefinement Refinements[] = {
        {503, "UNAVAILABLE", FailureKind::GeminiUnavailable},
        {429, "RESOURCE_EXHAUSTED", FailureKind::GeminiResourceExhausted},
        {500, "INTERNAL", FailureKind::GeminiInternal},
        {504, "DEADLINE_EXCEEDED", FailureKind::GeminiDeadlineExceeded}};
    return {.type = "gemini",
            .defaultBaseUrl = "https://generativelanguage.googleapis.com",
            .streamTypes = StreamTypes,
            .readsBodies = false,
            .hasSseSwitch = true,
            .faults = {.codeMembers = CodeMembers, .refinements = Refinements}};
}

} // namespace llmproxy::providers
