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
    QByteArray masked;
    masked.reserve(ShownInFront + Hidden.size() + ShownBehind);
    masked.append(key.first(ShownInFront)).append(Hidden).append(key.last(ShownBehind));
    return masked;
}

} // namespace llmproxy
