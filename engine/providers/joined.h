// SPDX-License-Identifier: MIT
#pragma once

#include <array>

namespace llmproxy::providers {

/// Tables one behind the other, to put shapes together.
template<class T, std::size_t... Sizes>
constexpr auto joined(const std::array<T, Sizes> &...tables)
{
    std::array<T, (Sizes + ...)> all{};
    std::size_t at = 0;
    const auto add = [&all, &at](const auto &table) {
        for (const T &each : table)
            all[at++] = each;
    };
    (add(tables), ...);
    return all;
}

} // namespace llmproxy::providers
