// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/filter_key.h"
#include "engine/traffic/filter_word.h"

#include <QTimeZone>

namespace llmproxy::traffic {

/// From when relative times count, and where times without a zone are.
struct FilterTime
{
    TimePoint now;
    QTimeZone zone;

    bool operator==(const FilterTime &) const = default;
};

/// What a word asks of the key's subject; nullopt: its value is none of allowedValues(), or its
/// sign does not go with them.
std::optional<Test> testOf(const FilterKey &key, const FilterWord &word, const FilterTime &time);

} // namespace llmproxy::traffic
