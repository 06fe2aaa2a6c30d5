// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace llmproxy::usage {

/// Where a number of tokens comes from.
enum class Source : quint8 {
    Unknown,   ///< nobody said; `tokens` is 0
    Estimated, ///< by the proxy, from the length of a text
    Reported,  ///< by the provider
};

struct Count
{
    qint64 tokens = 0;
    Source source = Source::Unknown;

    bool operator==(const Count &) const = default;
};

/// The tokens of one exchange by class, as the provider counts them. Whether one class is a part
/// of another differs between the vendors; the flags say which holds here.
struct TokenUsage
{
    Count input;
    Count output;
    Count total;
    Count thought;        ///< reasoning
    Count cacheRead;      ///< input read from the prompt cache
    Count cacheWrite;     ///< input written to it, all lifetimes together
    Count cacheWriteLong; ///< the part of `cacheWrite` that is kept for an hour instead of 5 min
    Count toolPrompt;     ///< input that the provider's own tools added, besides `input` (Gemini)
    bool inputHoldsCacheRead = true; ///< OpenAI, Gemini; not Anthropic, Bedrock
    bool outputHoldsThought = true;  ///< not Gemini

    bool operator==(const TokenUsage &) const = default;
};

} // namespace llmproxy::usage
