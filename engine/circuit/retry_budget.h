// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QtGlobal>

#include <array>

namespace llmproxy::circuit {

struct RetryBudgetRules
{
    int percent = 20;        ///< retries to requests
    int floorPerSecond = 10; ///< allowed besides, so that few requests can be retried too

    bool operator==(const RetryBudgetRules &) const = default;
};

/// Keeps retries from becoming the outage: in the last ten seconds at most that share of one
/// provider's requests, and the floor. Ten counters of a second each. One thread at a time.
class RetryBudget
{
public:
    static constexpr int Seconds = 10;

    explicit RetryBudget(const RetryBudgetRules &rules = {})
        : m_rules(rules)
    {}
    void setRules(const RetryBudgetRules &rules) { m_rules = rules; }

    /// A request came in (not a retry).
    void request(MonotonicTime now);
    /// Takes one retry. False: the budget is empty, and nothing was taken.
    bool spend(MonotonicTime now);

private:
    struct Second
    {
        qint64 at = -1; ///< seconds of the clock; -1: never used
        qint64 requests = 0;
        qint64 retries = 0;
    };

    Second &slot(MonotonicTime now);

    RetryBudgetRules m_rules;
    std::array<Second, Seconds> m_seconds;
};

} // namespace llmproxy::circuit
