// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <array>

namespace llmproxy::providers {

// https://docs.anthropic.com/en/api
Provider anthropic()
{
    static constexpr std::array<QByteArrayView, 1> StreamTypes = {"text/event-stream"};
    return {.type = "anthropic",
            .defaultBaseUrl = "https://api.anthropic.com",
            .streamTypes = StreamTypes};
}

} // namespace llmproxy::providers
