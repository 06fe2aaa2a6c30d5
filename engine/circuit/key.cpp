// SPDX-License-Identifier: MIT
#include "engine/circuit/key.h"

#include "engine/circuit/text.h"

namespace llmproxy::circuit {

namespace {

constexpr QByteArrayView Everything = "*";

} // namespace

Key makeKey(QByteArrayView provider, QByteArrayView model, const FoldAlias &fold)
{
    QByteArray folded = model.trimmed().toByteArray();
    if (fold && !folded.isEmpty())
        folded = fold(folded);
    folded = cutToBytes(withoutControls(folded), MaxModelBytes).toByteArray();
    if (folded == Everything)
        folded = "_"; // a caller's text never names the whole provider
    return {provider.toByteArray(), folded};
}

Key wholeProvider(QByteArrayView provider)
{
    return {provider.toByteArray(), Everything.toByteArray()};
}

bool isWholeProvider(const Key &key)
{
    return key.model == Everything;
}

QByteArray textOf(const Key &key)
{
    return key.model.isEmpty() ? key.provider : key.provider + ':' + key.model;
}

Key keyNamed(QByteArrayView text)
{
    const qsizetype colon = text.indexOf(':');
    if (colon < 0)
        return {text.toByteArray(), {}};
    return {text.first(colon).toByteArray(), text.sliced(colon + 1).toByteArray()};
}

} // namespace llmproxy::circuit
