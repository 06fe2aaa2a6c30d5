// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/breaker.h"
#include "engine/circuit/event.h"

#include <QList>

namespace llmproxy::circuit {

/// A failure that a key remembers, newest first in a list.
struct RecentFailure
{
    TimePoint at;
    Cause cause; ///< cause.exchange: the exchange that it was

    bool operator==(const RecentFailure &) const = default;
};

/// One key as it is shown. Times are of the wall clock.
struct KeyStatus
{
    Key key = {};
    State state = State::Closed;
    int failures = 0; ///< inside the window
    bool probing = false;
    std::optional<TimePoint> until = {}; ///< Open: when the cooldown ends; none: until it is lifted
    QByteArray forcedBy = {};            ///< empty: the breaker's own doing
    QList<RecentFailure> recent = {};
    std::optional<TimePoint> openedAt = {};   ///< when it left Closed; none: it is Closed
    std::optional<TimePoint> probeSince = {}; ///< none: no probe is out

    bool operator==(const KeyStatus &) const = default;
};

struct RollupStatus
{
    bool open = false;
    int count = 0;
    int threshold = 0; ///< 0: off
    Duration window{0};
    QList<Key> openKeys = {}; ///< at most 50

    bool operator==(const RollupStatus &) const = default;
};

struct ProviderStatus
{
    QByteArray provider = {};
    State state = State::Closed; ///< the worst of its keys; the rollup does not change it
    int failures = 0;            ///< of all its keys
    std::optional<TimePoint> cooldownUntil = {}; ///< the earliest of its open keys
    RollupStatus rollup = {};
    QList<KeyStatus> keys = {}; ///< those not closed first, then the latest failures first
    int keysLeftOut = 0;

    bool operator==(const ProviderStatus &) const = default;
};

/// All that a store remembers. Providers without a failure are not in it.
struct Snapshot
{
    QList<ProviderStatus> providers;

    bool operator==(const Snapshot &) const = default;
};

} // namespace llmproxy::circuit
