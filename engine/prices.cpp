// SPDX-License-Identifier: MIT
#include "engine/prices.h"

namespace llmproxy {

namespace {

QList<cost::PricedModel> pricedModels(const config::Provider &provider)
{
    QList<cost::PricedModel> priced;
    for (auto model = provider.models.cbegin(); model != provider.models.cend(); ++model) {
        if (model->enabled)
            priced.append({model.key(), model->aliases, model->pricing});
    }
    return priced;
}

} // namespace

std::shared_ptr<const cost::PriceBook> makePriceBook(const EngineSettings &settings)
{
    auto book = std::make_shared<cost::PriceBook>();
    const auto &providers = settings.config->providers;
    for (auto provider = providers.cbegin(); provider != providers.cend(); ++provider) {
        if (provider->enabled || !settings.demoUpstream.isEmpty())
            book->add(provider.key(), provider->pricesAsOf, pricedModels(*provider));
    }
    return book;
}

} // namespace llmproxy
