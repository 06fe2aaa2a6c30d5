// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/decision.h"

#include <QHash>
#include <QList>

namespace llmproxy::ratelimit {

/// One window of one scope that has been used and is still running.
struct WindowUse
{
    QByteArray scope; ///< as shown: "key:sk-…cdef"
    Dimension dimension = Dimension::Global;
    Window window = Window::Minute;
    Amounts used;
    Amounts held;  ///< the part of `used` that calls in flight hold, by their estimates
    Amounts limit; ///< 0: unlimited
    TimePoint resetsAt;

    bool operator==(const WindowUse &) const = default;
};

/// A call that was denied, or in Mode::Log would have been.
struct DeniedCall
{
    TimePoint at;
    qint64 exchange = 0;
    QByteArray provider;
    QByteArray model;
    QByteArray key; ///< masked
    QByteArray user;
    Denial denial;
    bool enforced = true;

    bool operator==(const DeniedCall &) const = default;
};

struct Tally
{
    qint64 allowed = 0;
    qint64 denied = 0; ///< in Mode::Log: allowed too, but would have been denied

    bool operator==(const Tally &) const = default;
    qint64 total() const { return allowed + denied; }
};

/// The decisions of a UTC day.
struct DayStats
{
    Tally all;
    QHash<QByteArray, Tally> byProvider;
    Amounts deniedByMinute; ///< calls, by the metric that was named
    Amounts deniedByDay;

    bool operator==(const DayStats &) const = default;
};

inline constexpr qsizetype KeptDenials = 50;

/// All that is shown of the limits. Holds no key.
struct Snapshot
{
    TimePoint at;
    Policy::Mode mode = Policy::Mode::Enforce;
    qint64 scopes = 0;        ///< that have a counter
    QList<WindowUse> windows; ///< global first; of each dimension those used last come first
    DayStats today;
    QList<DeniedCall> denials; ///< newest first, at most KeptDenials

    bool operator==(const Snapshot &) const = default;
};

} // namespace llmproxy::ratelimit
