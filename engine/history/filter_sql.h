// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/filter.h"

#include <QString>
#include <QVariantList>

namespace llmproxy::history {

/// A condition on the tables, and what is bound in it. Pure.
struct Condition
{
    QString sql; ///< empty: always
    QVariantList values;
};

/// Holds for all that the filter matches, and perhaps for more: Filter::matches() decides. What a
/// column or the full-text index (if there is one) can answer is in it.
Condition conditionOf(const traffic::Filter &filter, bool hasFullText);

/// Stands in the full-text index for bodies that are too long for it; they match always.
QString unindexedText();

} // namespace llmproxy::history
