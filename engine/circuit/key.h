// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHashFunctions>

#include <functional>

namespace llmproxy::circuit {

/// Whose health a breaker tracks: one model of one provider. Without a model it is the bare key,
/// a key like any other, for requests that name none or whose body is too large to look into.
struct Key
{
    QByteArray provider;
    QByteArray model; ///< empty: the bare key; WholeProvider: see wholeProvider()

    bool operator==(const Key &) const = default;
};

inline constexpr qsizetype MaxModelBytes = 200;

/// Maps an alias to the model that the configuration names, and anything else to itself.
using FoldAlias = std::function<QByteArray(QByteArrayView model)>;

/// The key of a request. `model` is whatever the caller wrote: it is trimmed, folded, its control
/// characters are replaced by '_', and it is cut to MaxModelBytes on a character's boundary.
Key makeKey(QByteArrayView provider, QByteArrayView model, const FoldAlias &fold = {});

/// Stands for all keys of a provider. Only a person opens it (BreakerStore::force): no request has
/// it, so no failure can trip it.
Key wholeProvider(QByteArrayView provider);
bool isWholeProvider(const Key &key);

/// "openai:gpt-4o", "openai" (bare), "openai:*" (the whole provider).
QByteArray textOf(const Key &key);
/// The other way round; the provider ends at the first colon.
Key keyNamed(QByteArrayView text);

inline std::size_t qHash(const Key &key, std::size_t seed = 0)
{
    return qHashMulti(seed, key.provider, key.model);
}

} // namespace llmproxy::circuit
