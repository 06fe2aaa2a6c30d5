// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/breaker.h"

#include <QByteArray>
#include <QHash>

namespace llmproxy::circuit {

/// How many distinct models of one provider are degraded at this time. A member is one whose
/// circuit opened; it leaves when a probe succeeds, or when its cooldown is over and it has been
/// silent for the rollup's window since. One thread at a time.
class Rollup
{
public:
    /// A circuit opened, or a probe failed: open until then. Again for a member: only refreshes.
    void arm(const QByteArray &model, MonotonicTime openUntil);
    void drop(const QByteArray &model);

    int count(const Policy &policy, MonotonicTime now) const;
    /// At least `rollupThreshold` members; never with a threshold of 0.
    bool isOpen(const Policy &policy, MonotonicTime now) const;
    /// When the earliest of them may be probed; only while there is a member.
    MonotonicTime firstProbe() const;
    /// The members' models, those to be probed first in front, at most `limit`.
    std::vector<QByteArray> models(const Policy &policy, MonotonicTime now, int limit) const;

private:
    QHash<QByteArray, MonotonicTime> m_members; ///< model -> its circuit is open until then
};

} // namespace llmproxy::circuit
