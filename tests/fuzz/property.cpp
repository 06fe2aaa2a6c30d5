// SPDX-License-Identifier: MIT
#include "tests/fuzz/property.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace llmproxy::fuzz {

namespace {

/// The next of a sequence (Knuth's MMIX); its high bits are the good ones.
quint64 next(quint64 &state)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return state >> 33U;
}

std::vector<QByteArrayView> cutAt(QByteArrayView input, quint64 seed, quint64 longest)
{
    std::vector<QByteArrayView> pieces;
    while (!input.isEmpty()) {
        const auto size = std::min<qsizetype>(qsizetype(1 + next(seed) % longest), input.size());
        pieces.push_back(input.first(size));
        input = input.sliced(size);
    }
    return pieces;
}

} // namespace

void require(bool holds, const char *property)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

std::vector<std::vector<QByteArrayView>> cuts(QByteArrayView input)
{
    quint64 seed = 0;
    for (const char byte : input)
        seed = (seed ^ quint8(byte)) * 1099511628211U;
    return {{input}, cutAt(input, seed, 1), cutAt(input, seed, 7), cutAt(input, seed, 200)};
}

} // namespace llmproxy::fuzz
