// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/circuit/event.h"

#include <QHash>
#include <QList>

namespace llmproxy::stats {

/// A change of a circuit, or what a person or a probe did about one. Time is of the wall clock.
struct CircuitChange
{
    TimePoint at;
    circuit::Event event;

    bool operator==(const CircuitChange &) const = default;
};

/// The newest changes of all circuits, and how many calls each refused since the start. Bounded:
/// keys beyond MaxKeys are not counted. One thread at a time.
class CircuitHistory
{
public:
    static constexpr qsizetype MaxChanges = 500;
    static constexpr qsizetype MaxKeys = 1000;

    void add(const circuit::Event &event, TimePoint at);

    /// Oldest first. A copy costs nothing until the next add().
    const QList<CircuitChange> &changes() const { return m_changes; }
    /// In mode log: how many would have been refused.
    const QHash<circuit::Key, qint64> &blocked() const { return m_blocked; }

private:
    QList<CircuitChange> m_changes;
    QHash<circuit::Key, qint64> m_blocked;
};

} // namespace llmproxy::stats
