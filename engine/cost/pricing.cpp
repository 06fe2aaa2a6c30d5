// SPDX-License-Identifier: MIT
#include "engine/cost/pricing.h"

namespace llmproxy::cost {

std::optional<TokenPrices> Pricing::pricesFor(QByteArrayView name, qint64 inputTokens) const
{
    if (const auto found = overrides.constFind(name.toByteArray()); found != overrides.cend())
        return *found;
    for (const PriceTier &tier : tiers) {
        if (tier.threshold == 0 || inputTokens <= tier.threshold)
            return tier.prices;
    }
    return std::nullopt;
}

} // namespace llmproxy::cost
