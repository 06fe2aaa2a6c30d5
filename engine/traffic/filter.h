// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/filter_term.h"
#include "engine/traffic/filter_value.h"

namespace llmproxy::traffic {

/// Which exchanges are meant: docs/filter.md. An empty one means all.
struct Filter
{
    QList<Clause> clauses; ///< all of them must hold
    FilterTime time;       ///< that it was parsed at

    bool operator==(const Filter &) const = default;

    bool isEmpty() const { return clauses.isEmpty(); }
    /// Does a term look at headers or bodies? Without a detail such a term does not match, and its
    /// negation does.
    bool needsDetail() const;
    /// Does a term count from when it was parsed, so that the filter means something else later?
    bool isRelative() const;
    bool matches(const ExchangeRecord &record, const ExchangeDetail *detail) const;

    /// How it is understood: `status from 500 to 599, model without “gpt”`.
    QString sentence() const;
};

/// As long as a filter's text may be, in UTF-16 units.
inline constexpr qsizetype MaxFilterLength = 4096;

/// `zone` is where times without one are.
Result<Filter, FilterError>
parseFilter(QStringView text, TimePoint now, const QTimeZone &zone = QTimeZone::systemTimeZone());

} // namespace llmproxy::traffic
