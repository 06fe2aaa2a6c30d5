// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/filter_term.h"

#include <QStringView>

#include <span>

namespace llmproxy::traffic {

/// One key of the filter language.
struct FilterKey
{
    /// What its values are.
    enum class Kind : quint8 {
        Text,
        Whole,
        Status,
        Duration,
        Tokens,
        Money,
        Since,
        Until,
        By,
        Flag
    };

    QByteArrayView name; ///< as it is written before the sign
    Subject subject = Subject::Anything;
    Kind kind = Kind::Text;
    QByteArrayView phrase; ///< what its sentence begins with
};

std::span<const FilterKey> filterKeys();

/// Any case; null: there is none of that name.
const FilterKey *findFilterKey(QStringView name);

/// The first key of a subject; that of Subject::Anything is none.
const FilterKey *filterKeyOf(Subject subject);

/// The values that a kind takes, as the end of a sentence: "200, 5xx, …".
QString allowedValues(FilterKey::Kind kind);

} // namespace llmproxy::traffic
