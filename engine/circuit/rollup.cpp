// SPDX-License-Identifier: MIT
#include "engine/circuit/rollup.h"

#include <algorithm>

namespace llmproxy::circuit {

namespace {

// Silent for the window since its cooldown ended? Until then it counts, however old it is.
bool isGone(MonotonicTime openUntil, const Policy &policy, MonotonicTime now)
{
    return openUntil != MonotonicTime::max() && now >= openUntil + policy.rollupWindow;
}

} // namespace

void Rollup::arm(const QByteArray &model, MonotonicTime openUntil)
{
    m_members.insert(model, openUntil);
}

void Rollup::drop(const QByteArray &model)
{
    m_members.remove(model);
}

int Rollup::count(const Policy &policy, MonotonicTime now) const
{
    return static_cast<int>(
        std::count_if(m_members.begin(), m_members.end(), [&](MonotonicTime openUntil) {
            return !isGone(openUntil, policy, now);
        }));
}

bool Rollup::isOpen(const Policy &policy, MonotonicTime now) const
{
    if (policy.rollupThreshold == 0)
        return false;
    int missing = policy.rollupThreshold;
    return std::any_of(m_members.begin(), m_members.end(), [&](MonotonicTime openUntil) {
        return !isGone(openUntil, policy, now) && --missing == 0;
    });
}

MonotonicTime Rollup::firstProbe() const
{
    return *std::min_element(m_members.begin(), m_members.end());
}

std::vector<QByteArray> Rollup::models(const Policy &policy, MonotonicTime now, int limit) const
{
    std::vector<std::pair<MonotonicTime, QByteArray>> members;
    for (auto member = m_members.begin(); member != m_members.end(); ++member) {
        if (!isGone(member.value(), policy, now))
            members.emplace_back(member.value(), member.key());
    }
    std::sort(members.begin(), members.end());
    std::vector<QByteArray> models;
    for (const auto &member : members) {
        if (std::ssize(models) == limit)
            break;
        models.push_back(member.second);
    }
    return models;
}

} // namespace llmproxy::circuit
