// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/limiter.h"
#include "engine/storage/limit_store.h"

#include <mutex>

namespace llmproxy::storage {

/// Counters of this process alone. Answers before reserve() returns; each call is atomic over all
/// its scopes. One mutex, because what it guards is shorter than its own hand-over.
class MemoryLimitStore final : public LimitStore
{
public:
    explicit MemoryLimitStore(std::shared_ptr<const ratelimit::Policy> policy);

    void reserve(ratelimit::Call call, TimePoint now, Wait &wait, Then then) override;
    /// Of a call that was decided elsewhere, see Limiter::adopt().
    ratelimit::Decision
    adopt(ratelimit::Call call, const ratelimit::Elsewhere &elsewhere, TimePoint now);
    std::shared_ptr<const ratelimit::Policy> policy() const;
    void settle(ratelimit::Reservation &&reservation, const ratelimit::Outcome &outcome) override;
    void setPolicy(std::shared_ptr<const ratelimit::Policy> policy) override;
    ratelimit::Snapshot snapshot(TimePoint now, qsizetype mostScopes) const override;

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const ratelimit::Policy> m_policy; // guarded by m_mutex
    ratelimit::Limiter m_limiter;                      // guarded by m_mutex
};

} // namespace llmproxy::storage
