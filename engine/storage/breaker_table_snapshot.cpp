// SPDX-License-Identifier: MIT
#include "engine/storage/breaker_table.h"

#include <algorithm>

namespace llmproxy::storage {

using namespace circuit;

namespace {

constexpr int MaxOpenKeys = 50;

// Worst first, then by the last failure.
bool comesFirst(const KeyStatus &left, const KeyStatus &right)
{
    if (left.state != right.state)
        return left.state > right.state;
    const auto last = [](const KeyStatus &status) {
        return status.recent.isEmpty() ? TimePoint() : status.recent.constFirst().at;
    };
    return std::pair(last(right), textOf(left.key)) < std::pair(last(left), textOf(right.key));
}

void add(ProviderStatus &status, const KeyStatus &key)
{
    status.state = std::max(status.state, key.state);
    status.failures += key.failures;
    if (key.state == State::Open && key.until)
        status.cooldownUntil =
            status.cooldownUntil ? std::min(*status.cooldownUntil, *key.until) : key.until;
    status.keys.append(key);
}

} // namespace

/// From this process's clock to the one on the wall.
class BreakerTable::WallClock
{
public:
    WallClock(MonotonicTime now, TimePoint wallNow)
        : m_now(now)
        , m_wallNow(wallNow)
    {}

    MonotonicTime now() const { return m_now; }
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

KeyStatus BreakerTable::statusOf(const Key &key, const Entry &entry, const WallClock &wall) const
{
    const Breaker &breaker = entry.breaker;
    KeyStatus status{.key = key,
                     .state = stateAt(breaker, wall.now()),
                     .failures = failuresAt(breaker, m_policy, wall.now()),
                     .probing = breaker.probe != 0};
    if (status.state == State::Open)
        status.until = wall.endAt(breaker.openUntil);
    if (isForcedAt(breaker, wall.now())) {
        status.forcedBy = breaker.forced->by;
        status.until = wall.endAt(breaker.forced->until);
    }
    std::for_each(entry.recent.rbegin(), entry.recent.rend(), [&](const Recent &recent) {
        status.recent.append({wall.at(recent.at), recent.cause});
    });
    return status;
}

ProviderStatus BreakerTable::statusOf(const QByteArray &name,
                                      const Provider &provider,
                                      const WallClock &wall) const
{
    ProviderStatus status{.provider = name};
    if (provider.hold && wall.now() <= provider.hold->until) {
        add(status,
            {.key = wholeProvider(name),
             .state = State::Open,
             .until = wall.endAt(provider.hold->until),
             .forcedBy = provider.hold->by});
    }
    for (auto entry = provider.entries.cbegin(); entry != provider.entries.cend(); ++entry)
        add(status, statusOf({name, entry.key()}, *entry, wall));
    status.rollup = {.open = provider.rollup.isOpen(m_policy, wall.now()),
                     .count = provider.rollup.count(m_policy, wall.now()),
                     .threshold = m_policy.rollupThreshold,
                     .window = m_policy.rollupWindow};
    for (const QByteArray &model : provider.rollup.models(m_policy, wall.now(), MaxOpenKeys))
        status.rollup.openKeys.append({name, model});
    return status;
}

Snapshot BreakerTable::snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, Events &events)
{
    const WallClock wall(now, wallNow);
    Snapshot snapshot;
    for (auto provider = m_providers.begin(); provider != m_providers.end(); ++provider) {
        watchRollup(provider.key(), now, events);
        ProviderStatus status = statusOf(provider.key(), *provider, wall);
        std::sort(status.keys.begin(), status.keys.end(), comesFirst);
        status.keysLeftOut = std::max(0, int(status.keys.size()) - maxKeys);
        status.keys.resize(status.keys.size() - status.keysLeftOut);
        snapshot.providers.append(status);
    }
    std::sort(snapshot.providers.begin(),
              snapshot.providers.end(),
              [](const ProviderStatus &left, const ProviderStatus &right) {
                  return left.provider < right.provider;
              });
    return snapshot;
}

} // namespace llmproxy::storage
