// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/limiter.h"

#include <vector>

namespace llmproxy::ratelimit {

/// 2026-03-04 at that time, UTC.
inline TimePoint at(int hour, int minute, double second)
{
    using namespace std::chrono;
    const auto day = sys_days(year(2026) / March / 4);
    return time_point_cast<Duration>(day) + hours(hour) + minutes(minute)
           + Duration(qint64(second * 1000));
}

/// The same limits for every scope.
inline Policy policyOf(const Limits &limits)
{
    Policy policy;
    policy.defaults.fill(limits);
    return policy;
}
/// The same limits per minute for every scope.
inline Policy perMinute(qint64 requests, qint64 tokens)
{
    return policyOf({{requests, tokens}, {}});
}
inline Policy perDay(qint64 requests, qint64 tokens)
{
    return policyOf({{}, {requests, tokens}});
}

inline Scopes user(const QByteArray &name)
{
    Scopes scopes;
    scopes.caller.user = name;
    return scopes;
}

inline Scopes everything()
{
    return {"openai", "gpt-4o", {"0123", "sk-…cdef", "alice"}};
}

/// A limiter, and the reservations that it gave.
class Desk
{
public:
    explicit Desk(const Policy &policy)
        : m_limiter(std::make_shared<const Policy>(policy))
    {}
    ~Desk()
    {
        for (Reservation &reservation : m_reservations)
            reservation.take();
    }
    Q_DISABLE_COPY_MOVE(Desk)

    /// Nothing: let through.
    std::optional<Denial>
    ask(TimePoint now, qint64 tokens = 0, const Scopes &scopes = user("alice"))
    {
        Decision decision = m_limiter.reserve({++m_exchange, scopes, tokens}, now);
        m_last = {};
        if (auto *denial = std::get_if<Denial>(&decision))
            return *denial;
        auto &admitted = std::get<Admitted>(decision);
        m_reservations.push_back(std::move(admitted.reservation));
        m_last.requests = admitted.requests;
        m_last.tokens = admitted.tokens;
        m_last.wouldDeny = admitted.wouldDeny;
        return std::nullopt;
    }
    bool passes(TimePoint now, qint64 tokens = 0, const Scopes &scopes = user("alice"))
    {
        return !ask(now, tokens, scopes);
    }
    /// Of the `index`th call that was let through.
    void settle(std::size_t index, const Outcome &outcome)
    {
        m_limiter.settle(m_reservations.at(index).take(), outcome);
    }

    /// What the last call that was let through was told; without its reservation.
    const Admitted &last() const { return m_last; }
    Limiter &limiter() { return m_limiter; }

    WindowUse use(TimePoint now, Window window, const QByteArray &scope = "user:alice") const
    {
        const Snapshot snapshot = m_limiter.snapshot(now, 1000);
        for (const WindowUse &use : snapshot.windows) {
            if (use.scope == scope && use.window == window)
                return use;
        }
        return {};
    }
    Amounts minute(TimePoint now, const QByteArray &scope = "user:alice") const
    {
        return use(now, Window::Minute, scope).used;
    }
    Amounts day(TimePoint now, const QByteArray &scope = "user:alice") const
    {
        return use(now, Window::Day, scope).used;
    }

private:
    Limiter m_limiter;
    std::vector<Reservation> m_reservations;
    Admitted m_last;
    qint64 m_exchange = 0;
};

} // namespace llmproxy::ratelimit
