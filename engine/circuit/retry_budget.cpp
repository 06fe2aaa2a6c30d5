// SPDX-License-Identifier: MIT
#include "engine/circuit/retry_budget.h"

namespace llmproxy::circuit {

namespace {

qint64 secondOf(MonotonicTime now)
{
    return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

} // namespace

RetryBudget::Second &RetryBudget::slot(MonotonicTime now)
{
    const qint64 second = secondOf(now);
    Second &slot = m_seconds[static_cast<std::size_t>(second) % m_seconds.size()];
    if (slot.at != second)
        slot = {.at = second};
    return slot;
}

void RetryBudget::request(MonotonicTime now)
{
    ++slot(now).requests;
}

bool RetryBudget::spend(MonotonicTime now)
{
    qint64 requests = 0;
    qint64 retries = 0;
    for (const Second &second : m_seconds) {
        if (second.at > secondOf(now) - Seconds && second.at <= secondOf(now)) {
            requests += second.requests;
            retries += second.retries;
        }
    }
    const qint64 allowed =
        requests * m_rules.percent / 100 + qint64(m_rules.floorPerSecond) * Seconds;
    if (retries >= allowed)
        return false;
    ++slot(now).retries;
    return true;
}

} // namespace llmproxy::circuit
