// SPDX-License-Identifier: MIT
#include "engine/base/masked_key.h"

namespace llmproxy {

namespace {

constexpr QByteArrayView Hidden = "…";
constexpr qsizetype ShownInFront = 3;
constexpr qsizetype ShownBehind = 4;
constexpr qsizetype ShortestShown = 12;

} // namespace

QByteArray maskedKey(QByteArrayView key)
{
    key = key.trimmed();
    if (key.size() < ShortestShown)
        return Hidden.toByteArray();
    return key.first(ShownInFront).toByteArray() + Hidden.toByteArray()
           + key.last(ShownBehind).toByteArray();
}

} // namespace llmproxy
