// SPDX-License-Identifier: MIT
#include "engine/circuit/time_budget.h"

#include <QByteArray>

#include <algorithm>

namespace llmproxy::circuit {

namespace {

constexpr Duration Least = std::chrono::seconds(1);

} // namespace

std::optional<Duration> timeBudget(QByteArrayView value, Duration ceiling)
{
    const QByteArrayView digits = value.trimmed();
    const bool isWhole = !digits.isEmpty() && std::all_of(digits.begin(), digits.end(), [](char c) {
        return c >= '0' && c <= '9';
    });
    if (!isWhole || ceiling <= Duration(0))
        return std::nullopt;
    bool fits = false;
    const qint64 asked = digits.toByteArray().toLongLong(&fits);
    if (!fits)
        return ceiling; // more than a year in any case
    if (asked == 0)
        return std::nullopt;
    return std::clamp(Duration(asked), std::min(Least, ceiling), ceiling);
}

bool budgetCounts(Duration budget, Duration ceiling, Duration hangDisconnect)
{
    return budget >= ceiling || (hangDisconnect > Duration(0) && budget >= hangDisconnect);
}

bool hangCounts(Duration waited, bool headArrived, Duration hangDisconnect)
{
    return hangDisconnect > Duration(0) && !headArrived && waited >= hangDisconnect;
}

} // namespace llmproxy::circuit
