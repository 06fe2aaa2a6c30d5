// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>

#include <optional>
#include <variant>
#include <vector>

namespace llmproxy::circuit {

/// Closed lets requests through, Open fails them at once, HalfOpen lets a single probe through.
enum class State : quint8 { Closed, HalfOpen, Open }; // from good to bad

/// "closed", "half_open", "open".
QByteArrayView textOf(State state);

struct Policy
{
    int failureThreshold = 5; ///< at most MaxFailureTimes
    Duration window = std::chrono::seconds(120);
    Duration cooldown = std::chrono::seconds(300);
    /// A probe that has not reported for so long has lost its slot. Longer than a probe may wait.
    Duration probeLease = std::chrono::seconds(300);
    int rollupThreshold = 0; ///< 0: no rollup
    Duration rollupWindow = std::chrono::seconds(300);

    bool operator==(const Policy &) const = default;
};

/// What a request brings back with its result. A default one counts whenever it comes: that of a
/// request that never asked (bypass), and of what breaks behind a successful probe.
struct Ticket
{
    static constexpr quint64 AnyGeneration = ~quint64(0);

    quint64 generation = AnyGeneration; ///< how often circuits had closed when it was let through
    quint64 probe = 0;                  ///< the slot's token; 0: no probe

    bool operator==(const Ticket &) const = default;
};

/// Why a request is refused at once.
enum class Refusal : quint8 { Open, ProbeOut, Rollup, Forced };

struct Pass
{
    Ticket ticket;
    bool operator==(const Pass &) const = default;
};
/// Let through alone to see whether the provider is back. Its result must be reported.
struct Probe
{
    Ticket ticket;
    bool operator==(const Probe &) const = default;
};
struct FastFail
{
    Refusal why = Refusal::Open;
    MonotonicTime until; ///< before this the answer stays the same, unless a person intervenes
    bool operator==(const FastFail &) const = default;
};
using Gate = std::variant<Pass, Probe, FastFail>;

/// A person's word over the breaker's own.
struct Override
{
    State state = State::Open; ///< Open or Closed
    QByteArray by;
    MonotonicTime until; ///< MonotonicTime::max(): until it is lifted

    bool operator==(const Override &) const = default;
};

inline constexpr std::size_t MaxFailureTimes = 4096;

/// What is remembered of one key. A plain value: a store keeps it, the functions below move it.
///
///   Closed --threshold failures within window--> Open --cooldown over--> HalfOpen
///   HalfOpen --probe succeeded--> Closed      HalfOpen --probe failed--> Open
///   HalfOpen --probe inconclusive, lease over--> HalfOpen, the slot free
///
/// Open turns HalfOpen when somebody asks; stateAt() tells it before.
struct Breaker
{
    State state = State::Closed;
    std::vector<MonotonicTime> failures; ///< the newest MaxFailureTimes, oldest first
    MonotonicTime openedAt;              ///< meaningful unless Closed
    MonotonicTime openUntil;             ///< the same; this very instant is still Open
    quint64 probe = 0;                   ///< token of the probe that is out; 0: the slot is free
    MonotonicTime probeSince;
    quint64 generation = 0; ///< results of tickets before it are late
    std::optional<Override> forced;

    bool operator==(const Breaker &) const = default;
};

State stateAt(const Breaker &breaker, MonotonicTime now);
/// Does a person's word hold?
bool isForcedAt(const Breaker &breaker, MonotonicTime now);
/// Failures inside the window.
int failuresAt(const Breaker &breaker, const Policy &policy, MonotonicTime now);

/// May a request go upstream now? `ticket` is what it would get: the present generation, and a
/// token that no other probe has.
Gate tryPass(Breaker &breaker, const Policy &policy, const Ticket &ticket, MonotonicTime now);

enum class Recorded : quint8 {
    Late, ///< of an older generation: nothing changed
    Counted,
    Opened, ///< this very failure opened the circuit
};
/// A terminal failure of a request that was no probe.
Recorded
recordFailure(Breaker &breaker, const Policy &policy, quint64 generation, MonotonicTime now);

// Of the probe with that token. False: it had lost its slot, nothing changed.

/// Closes; `generation` is the new one.
bool probeSucceeded(Breaker &breaker, quint64 token, quint64 generation);
/// Opens for a whole new cooldown.
bool probeFailed(Breaker &breaker, const Policy &policy, quint64 token, MonotonicTime now);
/// Says nothing about the provider (429, the caller left): frees the slot.
bool probeReleased(Breaker &breaker, quint64 token);

// By a person. A probe that is out loses its slot.

void forceOpen(Breaker &breaker, const Override &forced, MonotonicTime now);
/// Forgets all failures. Until `hold->until` new ones do not open it, without `hold` they may.
void forceClosed(Breaker &breaker, const std::optional<Override> &hold, quint64 generation);
/// The next request probes, whatever the cooldown says. False: it is closed.
bool probeNow(Breaker &breaker, MonotonicTime now);

} // namespace llmproxy::circuit
