// SPDX-License-Identifier: MIT
#pragma once

#include "engine/usage/token_usage.h"

namespace llmproxy::cost {

/// The tokens of one exchange with each of them in exactly one class, whatever the vendor counts
/// as a part of what. None is below zero.
struct TokenSplit
{
    qint64 input = 0; ///< not from the cache and not written to it
    qint64 cacheRead = 0;
    qint64 cacheWrite = 0; ///< for the usual time
    qint64 cacheWriteLong = 0;
    qint64 toolPrompt = 0;
    qint64 output = 0; ///< without reasoning
    qint64 thought = 0;

    bool operator==(const TokenSplit &) const = default;
};

/// A part that is said to be larger than its whole counts as the whole. Where input holds what was
/// read from the cache, it holds what was written to it as well: it is all of the prompt.
TokenSplit split(const usage::TokenUsage &usage);

/// All that a model read, from the cache or not. A tier's threshold is compared with it.
qint64 promptTokens(const usage::TokenUsage &usage);
/// As the provider says, else all that was read and written.
qint64 totalTokens(const usage::TokenUsage &usage);

} // namespace llmproxy::cost
