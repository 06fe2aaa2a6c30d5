// SPDX-License-Identifier: MIT
#include "engine/circuit/breaker.h"

#include <algorithm>

namespace llmproxy::circuit {

namespace {

void open(Breaker &breaker, const Policy &policy, MonotonicTime now)
{
    breaker.state = State::Open;
    breaker.openedAt = now;
    breaker.openUntil = now + policy.cooldown;
    breaker.probe = 0;
}

void close(Breaker &breaker, quint64 generation)
{
    breaker.state = State::Closed;
    breaker.failures.clear();
    breaker.probe = 0;
    breaker.generation = generation;
    breaker.forced.reset();
}

// A clock that went back must not keep a circuit open, or a slot taken, for longer than was meant.
void followClock(Breaker &breaker, MonotonicTime now)
{
    if (breaker.state != State::Closed && now < breaker.openedAt) {
        if (breaker.openUntil != MonotonicTime::max())
            breaker.openUntil = now + (breaker.openUntil - breaker.openedAt);
        breaker.openedAt = now;
    }
    breaker.probeSince = std::min(breaker.probeSince, now);
    if (!breaker.failures.empty() && breaker.failures.back() > now) {
        for (MonotonicTime &failure : breaker.failures)
            failure = std::min(failure, now);
    }
}

MonotonicTime slotFreeAt(const Breaker &breaker, const Policy &policy)
{
    return breaker.probeSince + policy.probeLease;
}

bool isOutside(MonotonicTime failure, const Policy &policy, MonotonicTime now)
{
    return failure <= now - policy.window;
}

} // namespace

QByteArrayView textOf(State state)
{
    switch (state) {
    case State::Closed:
        return "closed";
    case State::HalfOpen:
        return "half_open";
    case State::Open:
        return "open";
    }
    return {};
}

State stateAt(const Breaker &breaker, MonotonicTime now)
{
    return breaker.state == State::Open && now > breaker.openUntil ? State::HalfOpen
                                                                   : breaker.state;
}

bool isForcedAt(const Breaker &breaker, MonotonicTime now)
{
    return breaker.forced && now <= breaker.forced->until;
}

int failuresAt(const Breaker &breaker, const Policy &policy, MonotonicTime now)
{
    return static_cast<int>(
        std::count_if(breaker.failures.begin(), breaker.failures.end(), [&](MonotonicTime failure) {
            return !isOutside(failure, policy, now);
        }));
}

Gate tryPass(Breaker &breaker, const Policy &policy, const Ticket &ticket, MonotonicTime now)
{
    followClock(breaker, now);
    breaker.state = stateAt(breaker, now);
    switch (breaker.state) {
    case State::Closed:
        return Pass{{.generation = ticket.generation}};
    case State::Open:
        return FastFail{breaker.forced ? Refusal::Forced : Refusal::Open, breaker.openUntil};
    case State::HalfOpen:
        break;
    }
    if (breaker.probe != 0 && now < slotFreeAt(breaker, policy))
        return FastFail{Refusal::ProbeOut, slotFreeAt(breaker, policy)};
    breaker.forced.reset();
    breaker.probe = ticket.probe;
    breaker.probeSince = now;
    return Probe{ticket};
}

Recorded
recordFailure(Breaker &breaker, const Policy &policy, quint64 generation, MonotonicTime now)
{
    followClock(breaker, now);
    if (generation < breaker.generation)
        return Recorded::Late;
    auto oldest = breaker.failures.begin();
    while (oldest != breaker.failures.end() && isOutside(*oldest, policy, now))
        ++oldest;
    if (oldest == breaker.failures.begin() && breaker.failures.size() == MaxFailureTimes)
        ++oldest;
    breaker.failures.erase(breaker.failures.begin(), oldest);
    breaker.failures.push_back(now);

    const auto threshold = static_cast<std::size_t>(std::max(policy.failureThreshold, 1));
    const bool opens = breaker.failures.size() >= std::min(threshold, MaxFailureTimes);
    if (breaker.state != State::Closed || !opens || isForcedAt(breaker, now))
        return Recorded::Counted;
    breaker.forced.reset();
    open(breaker, policy, now);
    return Recorded::Opened;
}

bool probeSucceeded(Breaker &breaker, quint64 token, quint64 generation)
{
    if (token == 0 || token != breaker.probe)
        return false;
    close(breaker, generation);
    return true;
}

bool probeFailed(Breaker &breaker, const Policy &policy, quint64 token, MonotonicTime now)
{
    if (token == 0 || token != breaker.probe)
        return false;
    open(breaker, policy, now);
    return true;
}

bool probeReleased(Breaker &breaker, quint64 token)
{
    if (token == 0 || token != breaker.probe)
        return false;
    breaker.probe = 0;
    return true;
}

void forceOpen(Breaker &breaker, const Override &forced, MonotonicTime now)
{
    breaker.state = State::Open;
    breaker.openedAt = now;
    breaker.openUntil = forced.until;
    breaker.probe = 0;
    breaker.forced = forced;
}

void forceClosed(Breaker &breaker, const std::optional<Override> &hold, quint64 generation)
{
    close(breaker, generation);
    breaker.forced = hold;
}

bool probeNow(Breaker &breaker, MonotonicTime now)
{
    if (breaker.state == State::Closed)
        return false;
    breaker.state = State::HalfOpen;
    breaker.openedAt = std::min(breaker.openedAt, now);
    breaker.openUntil = std::min(breaker.openUntil, now);
    breaker.probe = 0;
    breaker.forced.reset();
    return true;
}

} // namespace llmproxy::circuit
