// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/price_book.h"
#include "engine/cost/token_split.h"
#include "engine/usage/token_usage.h"

namespace llmproxy::cost {

/// What tokens are billed as. No token is in two of them.
enum class TokenClass : quint8 {
    Input, ///< not from the cache and not written to it
    CacheRead,
    CacheWrite,
    CacheWriteLong,
    ToolPrompt, ///< billed as input
    Output,     ///< without reasoning
    Thought,
};

/// "input", "cache_read", …
QByteArrayView nameOf(TokenClass tokenClass);

/// One line of the arithmetic: tokens × price = amount.
struct ChargeLine
{
    TokenClass tokenClass = TokenClass::Input;
    qint64 tokens = 0;
    usage::Source source = usage::Source::Unknown;
    Money perMillion;
    Money amount;

    bool operator==(const ChargeLine &) const = default;
};

/// What an amount is worth.
enum class Label : quint8 {
    Unknown,   ///< no price or no usage: there is no amount
    Estimated, ///< some number, or the price, is of the proxy's own guess
    Reported,  ///< the provider told every number that counts, and the model's price is listed
};

/// "unknown", "estimated", "reported".
QByteArrayView nameOf(Label label);

/// What an exchange cost, and how that was found.
struct Charge
{
    QList<ChargeLine> lines;    ///< classes without tokens are left out
    std::optional<Money> total; ///< of all lines; absent if and only if the label is Unknown
    Label label = Label::Unknown;
    QByteArray matchedModel; ///< the listed name that was taken; empty: no price
    QDate pricesAsOf;        ///< invalid: not told

    bool operator==(const Charge &) const = default;

    Money inputAmount() const; ///< with the cache's and the tools'
    Money outputAmount() const;
};

/// Prices the tokens of one exchange. `match` is the model's price; none: unknown.
Charge charge(const usage::TokenUsage &usage, const std::optional<PriceMatch> &match);

} // namespace llmproxy::cost
