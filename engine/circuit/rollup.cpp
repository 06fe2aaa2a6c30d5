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
    const auto known = std::find_if(m_members.begin(), m_members.end(), [&](const Member &member) {
        return member.model == model;
    });
    if (known == m_members.end())
        m_members.push_back({model, openUntil});
    else
        known->openUntil = openUntil;
}

void Rollup::drop(const QByteArray &model)
{
    std::erase_if(m_members, [&](const Member &member) { return member.model == model; });
}

int Rollup::count(const Policy &policy, MonotonicTime now) const
{
    return static_cast<int>(
        std::count_if(m_members.begin(), m_members.end(), [&](const Member &member) {
            return !isGone(member.openUntil, policy, now);
        }));
}

bool Rollup::isOpen(const Policy &policy, MonotonicTime now) const
{
    return policy.rollupThreshold > 0 && count(policy, now) >= policy.rollupThreshold;
}

MonotonicTime Rollup::firstProbe() const
{
    return std::min_element(m_members.begin(),
                            m_members.end(),
                            [](const Member &left, const Member &right) {
                                return left.openUntil < right.openUntil;
                            })
        ->openUntil;
}

std::vector<QByteArray> Rollup::models(const Policy &policy, MonotonicTime now, int limit) const
{
    std::vector<QByteArray> models;
    for (const Member &member : m_members) {
        if (std::ssize(models) == limit)
            break;
        if (!isGone(member.openUntil, policy, now))
            models.push_back(member.model);
    }
    return models;
}

} // namespace llmproxy::circuit
