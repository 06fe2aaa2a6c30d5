// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/money.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QMap>

#include <optional>

namespace llmproxy::cost {

/// What a million tokens of each class cost.
struct TokenPrices
{
    Money input{};
    Money output{};
    Money cacheRead{};      ///< input read from the prompt cache
    Money cacheWrite{};     ///< input written to it for the usual time, at Anthropic five minutes
    Money cacheWriteLong{}; ///< input written to it for an hour
    Money thought{};        ///< reasoning

    bool operator==(const TokenPrices &) const = default;
};

/// Prices for requests of up to a number of input tokens.
struct PriceTier
{
    qint64 threshold = 0; ///< input tokens, itself included; 0: no limit
    TokenPrices prices{};

    bool operator==(const PriceTier &) const = default;
};

/// The price of one model. Either empty (no price known) or with exactly one tier without limit.
struct Pricing
{
    QList<PriceTier> tiers;                  ///< ascending, the one without limit last
    QMap<QByteArray, TokenPrices> overrides; ///< by alias, instead of the tiers

    bool operator==(const Pricing &) const = default;

    /// The prices of a request to the model under `name`: its override, else those of the smallest
    /// tier that `inputTokens` fits in. They hold for the whole request. None: no price known.
    std::optional<TokenPrices> pricesFor(QByteArrayView name, qint64 inputTokens) const;
};

} // namespace llmproxy::cost
