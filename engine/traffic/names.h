// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <array>

namespace llmproxy::traffic {

// The words that stand for enumerators in logs, files and answers.

inline QByteArrayView nameOf(Phase phase)
{
    constexpr std::array<QByteArrayView, 4> names{"request", "upstream", "streaming", "done"};
    return names.at(static_cast<std::size_t>(phase));
}

/// Empty: nobody.
inline QByteArrayView nameOf(EndedBy ender)
{
    constexpr std::array<QByteArrayView, 5> names{"", "client", "upstream", "proxy", "timeout"};
    return names.at(static_cast<std::size_t>(ender));
}

inline QByteArrayView nameOf(FieldChange::Kind kind)
{
    constexpr std::array<QByteArrayView, 3> names{"added", "removed", "changed"};
    return names.at(static_cast<std::size_t>(kind));
}

inline QByteArrayView nameOf(usage::Source source)
{
    constexpr std::array<QByteArrayView, 3> names{"unknown", "estimated", "reported"};
    return names.at(static_cast<std::size_t>(source));
}

} // namespace llmproxy::traffic
