// SPDX-License-Identifier: MIT
#include "engine/storage/breaker_table.h"
#include "engine/storage/provider_status.h"

#include <algorithm>

namespace llmproxy::storage {

using namespace circuit;

namespace {

/// From this process's clock to the one on the wall.
class WallClock
{
public:
    WallClock(MonotonicTime now, TimePoint wallNow)
        : m_now(now)
        , m_wallNow(wallNow)
    {}

    TimePoint at(MonotonicTime time) const
    {
        return m_wallNow + std::chrono::round<Duration>(time - m_now);
    }
    std::optional<TimePoint> endAt(MonotonicTime time) const
    {
        if (time == MonotonicTime::max())
            return std::nullopt;
        return at(time);
    }

private:
    MonotonicTime m_now;
    TimePoint m_wallNow;
};

} // namespace

KeyStatus BreakerTable::statusOf(const Key &key,
                                 const Entry &entry,
                                 MonotonicTime now,
                                 TimePoint wallNow) const
{
    const WallClock wall(now, wallNow);
    const Breaker &breaker = entry.breaker;
    KeyStatus status{.key = key,
                     .state = stateAt(breaker, now),
                     .failures = failuresAt(breaker, m_policy, now),
                     .probing = breaker.probe != 0};
    if (status.state != State::Closed)
        status.openedAt = wall.at(breaker.openedAt);
    if (status.probing)
        status.probeSince = wall.at(breaker.probeSince);
    if (status.state == State::Open)
        status.until = wall.endAt(breaker.openUntil);
    if (isForcedAt(breaker, now)) {
        status.forcedBy = breaker.forced->by;
        status.until = wall.endAt(breaker.forced->until);
    }
    for (const Recent &recent : entry.recent)
        status.recent.prepend({wall.at(recent.at), recent.cause});
    return status;
}

ProviderStatus BreakerTable::statusOf(const QByteArray &name,
                                      const Provider &provider,
                                      MonotonicTime now,
                                      TimePoint wallNow) const
{
    ProviderStatus status{.provider = name};
    if (provider.hold && now <= provider.hold->until) {
        add(status,
            {.key = wholeProvider(name),
             .state = State::Open,
             .until = WallClock(now, wallNow).endAt(provider.hold->until),
             .forcedBy = provider.hold->by});
    }
    for (auto entry = provider.entries.cbegin(); entry != provider.entries.cend(); ++entry)
        add(status, statusOf({name, entry.key()}, *entry, now, wallNow));
    status.rollup = {.open = provider.rollup.isOpen(m_policy, now),
                     .count = provider.rollup.count(m_policy, now),
                     .threshold = m_policy.rollupThreshold,
                     .window = m_policy.rollupWindow};
    for (const QByteArray &model : provider.rollup.models(m_policy, now, MaxOpenKeys))
        status.rollup.openKeys.append({name, model});
    return status;
}

Snapshot BreakerTable::snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, Events &events)
{
    QList<QByteArray> names = m_providers.keys();
    std::sort(names.begin(), names.end());
    Snapshot snapshot;
    for (const QByteArray &name : names) {
        watchRollup(name, now, events);
        ProviderStatus status = statusOf(name, *m_providers.constFind(name), now, wallNow);
        cutTo(status, maxKeys);
        snapshot.providers.append(status);
    }
    return snapshot;
}

} // namespace llmproxy::storage
