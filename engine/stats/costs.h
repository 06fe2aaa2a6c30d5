// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/money.h"

#include <QByteArray>
#include <QDate>
#include <QMap>

namespace llmproxy::stats {

/// What a sum is made of, by the classes of CostTotals.
struct CostParts
{
    cost::Money input{};
    cost::Money output{};
    cost::Money cacheRead{};
    cost::Money cacheWrite{};
    cost::Money thought{};

    bool operator==(const CostParts &) const = default;
};

/// What some exchanges cost together. Each token is in one class: `input` is what was neither read
/// from the cache nor written to it, `output` is without reasoning.
struct CostTotals
{
    qint64 exchanges = 0;
    qint64 unknown = 0; ///< of these: exchanges that have no price or told no tokens
    qint64 input = 0;
    qint64 output = 0;
    qint64 cacheRead = 0;
    qint64 cacheWrite = 0; ///< for any time
    qint64 thought = 0;
    cost::Money total{};     ///< without the unknown
    cost::Money estimated{}; ///< the part of `total` that is estimated
    CostParts parts{};       ///< their sum is `total`

    bool operator==(const CostTotals &) const = default;
};

/// Sums of all exchanges that used tokens, and the same by what they belong to. What belongs to
/// none (no user, no key) stands under the empty name.
struct Costs
{
    CostTotals all;
    QMap<QByteArray, CostTotals> byProvider;
    QMap<QByteArray, CostTotals> byModel;
    QMap<QByteArray, CostTotals> byKey; ///< masked
    QMap<QByteArray, CostTotals> byUser;
    QMap<QDate, CostTotals> byDay; ///< UTC

    bool operator==(const Costs &) const = default;
};

} // namespace llmproxy::stats
