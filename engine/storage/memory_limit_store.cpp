// SPDX-License-Identifier: MIT
#include "engine/storage/memory_limit_store.h"

#include <utility>

namespace llmproxy::storage {

MemoryLimitStore::MemoryLimitStore(std::shared_ptr<const ratelimit::Policy> policy)
    : m_policy(std::move(policy))
    , m_limiter(m_policy)
{}

void MemoryLimitStore::reserve(ratelimit::Call call, TimePoint now, Wait &, Then then)
{
    call.scopes = ratelimit::bounded(std::move(call.scopes)); // may take a while, so not below
    std::unique_lock lock(m_mutex);
    ratelimit::Decision decision = m_limiter.reserve(std::move(call), now);
    lock.unlock(); // what follows may ask the store again
    then(std::move(decision));
}

ratelimit::Decision
MemoryLimitStore::adopt(ratelimit::Call call, const ratelimit::Elsewhere &elsewhere, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    return m_limiter.adopt(std::move(call), elsewhere, now);
}

std::shared_ptr<const ratelimit::Policy> MemoryLimitStore::policy() const
{
    const std::lock_guard lock(m_mutex);
    return m_policy;
}

void MemoryLimitStore::settle(ratelimit::Reservation &&reservation,
                              const ratelimit::Outcome &outcome)
{
    const ratelimit::Holding holding = reservation.take();
    if (holding.serial == 0)
        return;
    const std::lock_guard lock(m_mutex);
    m_limiter.settle(holding, outcome);
}

void MemoryLimitStore::setPolicy(std::shared_ptr<const ratelimit::Policy> policy)
{
    const std::lock_guard lock(m_mutex);
    m_policy = std::move(policy);
    m_limiter.setPolicy(m_policy);
}

ratelimit::Snapshot MemoryLimitStore::snapshot(TimePoint now, qsizetype mostScopes) const
{
    const std::lock_guard lock(m_mutex);
    return m_limiter.snapshot(now, mostScopes);
}

} // namespace llmproxy::storage
