// SPDX-License-Identifier: MIT
#include "engine/storage/redis_breakers.h"

#include "engine/storage/provider_status.h"

#include <algorithm>
#include <utility>

namespace llmproxy::storage {

using namespace circuit;

namespace {

constexpr Duration LookEvery = std::chrono::milliseconds(500);

} // namespace

RedisBreakers::RedisBreakers(RedisLayout layout,
                             const Policy &policy,
                             MemoryBreakerStore &local,
                             QByteArray instance,
                             Listener listener)
    : m_layout(std::move(layout))
    , m_local(local)
    , m_instance(std::move(instance))
    , m_outbox(std::move(listener))
    , m_policy(std::make_shared<const Policy>(policy))
{}

std::shared_ptr<const Policy> RedisBreakers::policy() const
{
    const std::lock_guard lock(m_mutex);
    return m_policy;
}

void RedisBreakers::setPolicy(const Policy &policy, Duration escalation)
{
    m_local.setPolicy(policy, escalation);
    const std::lock_guard lock(m_mutex);
    m_policy = std::make_shared<const Policy>(policy);
}

QByteArrayList RedisBreakers::providers() const
{
    const std::lock_guard lock(m_mutex);
    return m_providers;
}

void RedisBreakers::setProviders(const QByteArrayList &providers)
{
    const std::lock_guard lock(m_mutex);
    m_providers = providers;
    std::sort(m_providers.begin(), m_providers.end());
}

void RedisBreakers::tell(std::vector<Event> events)
{
    if (events.empty())
        return;
    m_outbox.put(std::move(events));
    m_outbox.deliver();
}

redis::Call RedisBreakers::call(const redis::Script &script,
                                const Key &key,
                                const QByteArrayList &arguments) const
{
    const auto rules = policy();
    return {&script,
            m_layout.breakerKeys(key),
            QByteArrayList{textOf(key),
                           QByteArray::number(qint64(rules->cooldown.count())),
                           QByteArray::number(rules->rollupThreshold),
                           QByteArray::number(qint64(rules->rollupWindow.count()))}
                + arguments};
}

QByteArray RedisBreakers::nextMember()
{
    return m_instance + '-' + QByteArray::number(++m_members);
}

void RedisBreakers::stand(const void *store, std::optional<Desk> desk)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_desks, [store](const auto &each) { return each.first == store; });
    if (desk)
        m_desks.emplace_back(store, *std::move(desk));
}

void RedisBreakers::show(const Snapshot &snapshot, MonotonicTime now)
{
    const std::lock_guard lock(m_mutex);
    m_shown = {snapshot, now};
}

void RedisBreakers::hide()
{
    const std::lock_guard lock(m_mutex);
    m_shown.reset();
}

std::optional<Snapshot> RedisBreakers::lastSeen() const
{
    const std::lock_guard lock(m_mutex);
    return m_shown ? std::optional(m_shown->first) : std::nullopt;
}

Snapshot RedisBreakers::shown(MonotonicTime now, TimePoint wallNow, int maxKeys)
{
    std::unique_lock lock(m_mutex);
    if (now - m_lookedAt >= LookEvery && !m_desks.empty()) {
        m_lookedAt = now;
        m_desks.front().second.look(); // only posts
    }
    if (m_shown) {
        Snapshot snapshot = m_shown->first;
        lock.unlock();
        for (ProviderStatus &provider : snapshot.providers)
            cutTo(provider, maxKeys);
        return snapshot;
    }
    lock.unlock();
    Snapshot snapshot;
    m_local.snapshot(now, wallNow, maxKeys, [&](const Snapshot &taken) { snapshot = taken; });
    return snapshot;
}

void RedisBreakers::force(const Key &key, const Force &force, MonotonicTime now)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_desks.empty()) {
            m_desks.front().second.force(key, force);
            return;
        }
    }
    m_local.force(key, force, now);
}

} // namespace llmproxy::storage
