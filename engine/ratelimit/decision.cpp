// SPDX-License-Identifier: MIT
#include "engine/ratelimit/decision.h"

#include <utility>

namespace llmproxy::ratelimit {

Reservation::Reservation(Holding holding)
    : m_holding(std::move(holding))
{}

Reservation::Reservation(Reservation &&other) noexcept
    : m_holding(std::exchange(other.m_holding, {}))
{}

Reservation &Reservation::operator=(Reservation &&other) noexcept
{
    if (this == &other)
        return *this;
    Q_ASSERT_X(isEmpty(), "Reservation", "overwritten before it was settled");
    m_holding = std::exchange(other.m_holding, {});
    return *this;
}

Reservation::~Reservation()
{
    Q_ASSERT_X(isEmpty(), "Reservation", "dropped before it was settled");
}

Holding Reservation::take()
{
    return std::exchange(m_holding, {});
}

Outcome outcomeOf(int status, qint64 inputTokens)
{
    if (inputTokens > 0)
        return Actual{inputTokens};
    if (status == 0 || status >= 500)
        return Cancel{};
    return Keep{};
}

} // namespace llmproxy::ratelimit
