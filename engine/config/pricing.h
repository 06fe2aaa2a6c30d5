// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"
#include "engine/config/problem.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QMap>

#include <optional>

namespace llmproxy::config {

/// What tokens cost, in nano-USD (1e-9 USD) per million tokens: 1.25 USD are 1'250'000'000.
/// Whole numbers, so that sums are exact.
struct TokenPrices
{
    qint64 input = 0;
    qint64 output = 0;
    qint64 cacheRead = 0;  ///< input tokens read from the prompt cache; default: as input
    qint64 cacheWrite = 0; ///< input tokens written to the prompt cache; default: as input

    bool operator==(const TokenPrices &) const = default;
};

/// Prices for requests of up to a number of input tokens.
struct PriceTier
{
    qint64 threshold = 0; ///< input tokens, itself included; 0: no limit
    TokenPrices prices;

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

/// Reads `{input, output}`, a list of `{threshold, input, output}`, or a map with `tiers`; the map
/// forms may have `overrides`. Adds to `problems` what is wrong, each naming its key below `path`.
Pricing readPricing(const Node &node, const QByteArray &path, Problems &problems);

/// A decimal number of USD as nano-USD, exactly. None: not a decimal number, negative, more than
/// nine places, or above a million USD.
std::optional<qint64> parseUsd(QByteArrayView text);

} // namespace llmproxy::config
