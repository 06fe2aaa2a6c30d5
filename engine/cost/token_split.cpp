// SPDX-License-Identifier: MIT
#include "engine/cost/token_split.h"

#include <algorithm>

namespace llmproxy::cost {

namespace {

using usage::Count;
using usage::Source;
using usage::TokenUsage;

// More than any exchange has, and few enough that sums of them stay in 64 bits.
constexpr qint64 MostTokens = 1'000'000'000'000;

qint64 tokensOf(const Count &count)
{
    return std::clamp<qint64>(count.tokens, 0, MostTokens);
}

} // namespace

TokenSplit split(const TokenUsage &usage)
{
    TokenSplit parts;
    parts.input = tokensOf(usage.input);
    parts.cacheRead = tokensOf(usage.cacheRead);
    qint64 written = tokensOf(usage.cacheWrite);
    if (usage.inputHoldsCacheRead) {
        parts.cacheRead = std::min(parts.cacheRead, parts.input);
        written = std::min(written, parts.input - parts.cacheRead);
        parts.input -= parts.cacheRead + written;
    }
    parts.cacheWriteLong = std::min(tokensOf(usage.cacheWriteLong), written);
    parts.cacheWrite = written - parts.cacheWriteLong;
    parts.toolPrompt = tokensOf(usage.toolPrompt);
    parts.output = tokensOf(usage.output);
    parts.thought = tokensOf(usage.thought);
    if (usage.outputHoldsThought) {
        parts.thought = std::min(parts.thought, parts.output);
        parts.output -= parts.thought;
    }
    return parts;
}

qint64 promptTokens(const TokenUsage &usage)
{
    const TokenSplit parts = split(usage);
    return parts.input + parts.cacheRead + parts.cacheWrite + parts.cacheWriteLong
           + parts.toolPrompt;
}

qint64 totalTokens(const TokenUsage &usage)
{
    if (usage.total.source == Source::Reported)
        return tokensOf(usage.total);
    const TokenSplit parts = split(usage);
    return promptTokens(usage) + parts.output + parts.thought;
}

} // namespace llmproxy::cost
