// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <array>

namespace llmproxy::providers {

// https://platform.openai.com/docs/api-reference
Provider openai()
{
    static constexpr std::array<QByteArrayView, 1> StreamTypes = {"text/event-stream"};
    return {
        .type = "openai", .defaultBaseUrl = "https://api.openai.com", .streamTypes = StreamTypes};
}

} // namespace llmproxy::providers
