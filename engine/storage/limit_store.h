// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/decision.h"
#include "engine/ratelimit/snapshot.h"
#include "engine/storage/wait.h"

#include <functional>
#include <memory>

namespace llmproxy::storage {

/// Where the counters of the limits are: in this process, or shared with others. A store of this
/// process alone may be called from any thread, one that is shared with others is a worker's own.
/// Time is the wall clock of the caller.
class LimitStore
{
public:
    using Then = std::function<void(ratelimit::Decision)>;

    LimitStore() = default;
    virtual ~LimitStore() = default;
    Q_DISABLE_COPY_MOVE(LimitStore)

    /// Counts the call in all its scopes, or in none if one of them is at its limit. `then` runs
    /// once, in the caller's thread, perhaps before this returns, or later if `wait` is still
    /// there: see Wait. A store that cannot answer lets the call through.
    virtual void reserve(ratelimit::Call call, TimePoint now, Wait &wait, Then then) = 0;

    /// Ends a reservation. Changes only the windows that it was counted in, if they still run.
    virtual void settle(ratelimit::Reservation &&reservation,
                        const ratelimit::Outcome &outcome) = 0;

    /// Other limits from now on. What was counted stays counted.
    virtual void setPolicy(std::shared_ptr<const ratelimit::Policy> policy) = 0;

    /// With at most `mostScopes` of each dimension.
    virtual ratelimit::Snapshot snapshot(TimePoint now, qsizetype mostScopes) const = 0;
};

} // namespace llmproxy::storage
