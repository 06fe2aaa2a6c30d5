// SPDX-License-Identifier: MIT
#include "engine/cost/price_book.h"

namespace llmproxy::cost {

void PriceBook::add(const QByteArray &provider, QDate asOf, const QList<PricedModel> &models)
{
    Prices &prices = m_providers[provider];
    prices.asOf = asOf;
    for (const PricedModel &model : models) {
        if (model.pricing.tiers.isEmpty() && model.pricing.overrides.isEmpty())
            continue;
        const Entry entry{model.name, std::make_shared<const Pricing>(model.pricing)};
        for (const QByteArray &name : QByteArrayList{model.name} + model.aliases) {
            prices.byName.insert(name, entry);
            QByteArray &listed = prices.names[unversioned(name)];
            if (listed.isEmpty() || name < listed)
                listed = name;
        }
    }
}

std::optional<PriceMatch> PriceBook::find(const QByteArray &provider, const QByteArray &model) const
{
    const auto prices = m_providers.constFind(provider);
    if (prices == m_providers.cend() || model.isEmpty())
        return std::nullopt;
    QByteArray name = model;
    auto entry = prices->byName.constFind(name);
    const bool isExact = entry != prices->byName.cend();
    if (!isExact) {
        name = prices->names.value(unversioned(model));
        entry = prices->byName.constFind(name);
        if (entry == prices->byName.cend())
            return std::nullopt;
    }
    return PriceMatch{.name = name,
                      .model = entry->model,
                      .pricing = entry->pricing,
                      .isEstimate = !isExact,
                      .asOf = prices->asOf};
}

} // namespace llmproxy::cost
