// SPDX-License-Identifier: MIT
#include "engine/base/masked_key.h"

#include <algorithm>

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
    QByteArray masked(ShownInFront + Hidden.size() + ShownBehind, Qt::Uninitialized);
    char *end = std::copy_n(key.data(), ShownInFront, masked.data());
    end = std::copy_n(Hidden.data(), Hidden.size(), end);
    std::copy_n(key.last(ShownBehind).data(), ShownBehind, end);
    return masked;
}

} // namespace llmproxy
