// SPDX-License-Identifier: MIT
#include "engine/redis/backoff.h"

#include <QtGlobal>

#include <algorithm>

namespace llmproxy::redis {

Duration backoff(int failures, double jitter)
{
    constexpr Duration first(100);
    constexpr Duration most(3000);
    constexpr int mostDoublings = 10; // far beyond `most`
    const Duration whole =
        std::min(first * (1 << std::clamp(failures - 1, 0, mostDoublings)), most);
    return whole / 2 + Duration(qint64(double(whole.count()) / 2 * jitter));
}

} // namespace llmproxy::redis
