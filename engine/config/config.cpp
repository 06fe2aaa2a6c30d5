// SPDX-License-Identifier: MIT
#include "engine/config/config.h"

#include <algorithm>

namespace llmproxy::config {

namespace {

// The entry named `name`, else the first that has it among its aliases, else the end.
template<class Entry>
auto findByNameOrAlias(const QMap<QByteArray, Entry> &map, QByteArrayView name)
{
    const auto exact = map.constFind(name.toByteArray());
    if (exact != map.cend())
        return exact;
    return std::find_if(map.cbegin(), map.cend(), [name](const Entry &entry) {
        return entry.aliases.contains(name);
    });
}

} // namespace

bool Server::listensOnLoopbackOnly() const
{
    return std::all_of(listen.begin(), listen.end(), [](const QByteArray &address) {
        return isLoopback(address);
    });
}

const Model *Provider::findModel(QByteArrayView nameOrAlias, QByteArray *name) const
{
    const auto found = findByNameOrAlias(models, nameOrAlias);
    if (found == models.cend())
        return nullptr;
    if (name)
        *name = found.key();
    return &*found;
}

Duration Config::responseHeaderTimeout(const QByteArray &provider) const
{
    const auto found = providers.constFind(provider);
    return found == providers.cend() ? upstream.responseHeaderTimeout
                                     : found->responseHeaderTimeout;
}

const RetiredModel *Config::findRetired(const QByteArray &provider,
                                        QByteArrayView nameOrAlias) const
{
    const auto ofProvider = retiredModels.constFind(provider);
    if (ofProvider == retiredModels.cend())
        return nullptr;
    const auto found = findByNameOrAlias(*ofProvider, nameOrAlias);
    return found == ofProvider->cend() ? nullptr : &*found;
}

} // namespace llmproxy::config
