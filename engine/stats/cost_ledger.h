// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/charge.h"
#include "engine/stats/costs.h"

namespace llmproxy::stats {

/// An exchange as far as its cost is summed up.
struct Spending
{
    QByteArray provider;
    QByteArray model;
    QByteArray key; ///< masked
    QByteArray user;
    QDate day; ///< UTC
    usage::TokenUsage usage;
    cost::Charge charge;
};

/// Of that one exchange.
CostTotals costsOf(const Spending &spending);
void addTo(CostTotals &totals, const CostTotals &one);

/// Sums of costs since the engine started. Bounded: from MaxNames on, new names of a kind are
/// summed up as "other", and only the last MaxDays are kept. One thread at a time.
class CostLedger
{
public:
    static constexpr qsizetype MaxNames = 1000; ///< besides "other"
    static constexpr qsizetype MaxNameBytes = 256;
    static constexpr qsizetype MaxDays = 31;

    void add(const Spending &spending);

    /// A copy costs nothing until the next add().
    const Costs &costs() const { return m_costs; }

private:
    Costs m_costs;
};

} // namespace llmproxy::stats
