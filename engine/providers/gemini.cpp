// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <array>

namespace llmproxy::providers {

// https://ai.google.dev/api
Provider gemini()
{
    static constexpr std::array<QByteArrayView, 2> StreamTypes = {"text/event-stream",
                                                                  "application/x-ndjson"};
    return {.type = "gemini",
            .defaultBaseUrl = "https://generativelanguage.googleapis.com",
            .streamTypes = StreamTypes,
            .readsBodies = false,
            .hasSseSwitch = true};
}

} // namespace llmproxy::providers
