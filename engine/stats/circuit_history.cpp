// SPDX-License-Identifier: MIT
#include "engine/stats/circuit_history.h"

namespace llmproxy::stats {

namespace {

using circuit::EventType;

bool isChange(EventType type)
{
    switch (type) {
    case EventType::Opened:
    case EventType::Closed:
    case EventType::ProbeStarted:
    case EventType::ProbeFailed:
    case EventType::ProbeLost:
    case EventType::RollupOpened:
    case EventType::RollupClosed:
    case EventType::Forced:
        return true;
    default:
        return false;
    }
}

} // namespace

void CircuitHistory::add(const circuit::Event &event, TimePoint at)
{
    if (event.type == EventType::FastFailed || event.type == EventType::WouldHaveFastFailed) {
        if (m_blocked.size() < MaxKeys || m_blocked.contains(event.key))
            ++m_blocked[event.key];
        return;
    }
    if (!isChange(event.type))
        return;
    if (m_changes.size() == MaxChanges)
        m_changes.removeFirst();
    m_changes.append({at, event});
}

} // namespace llmproxy::stats
