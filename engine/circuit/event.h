// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/key.h"
#include "engine/circuit/outcome.h"

namespace llmproxy::circuit {

/// Which exchange an event is about, as far as it is known. A default one: none.
struct Cause
{
    qint64 exchange = 0;
    FailureKind kind = FailureKind::None;
    int status = 0; ///< 0: no answer
    QByteArray caller = {};

    bool operator==(const Cause &) const = default;
};

enum class EventType : quint8 {
    // By the store, each once and in order:
    FailureRecorded, ///< added to a key's window
    Opened,
    Closed,
    ProbeStarted,
    ProbeFailed,
    ProbeLost, ///< the slot was taken back, its holder never reported
    RollupOpened,
    RollupClosed,
    Forced, ///< by a person, open or closed
    // By the exchange:
    TerminalFailure,
    FastFailed,
    WouldHaveFastFailed, ///< mode log
    RateLimitExhausted,
    GlobalRateLimited, ///< mode log
    LocalRateLimited,  ///< mode log
    Bypassed,
    HangDisconnect,
    BudgetUncredited,
    RetryOverflow, ///< the retry budget was empty
};

/// Why a circuit opened or closed.
enum class Reason : quint8 {
    None,
    Threshold,
    ProbeFailed,
    HangDisconnect,
    ProbeSuccess,
    Forced,
};

/// "threshold", "probe_failed", "hang_disconnect", "probe_success", "forced"; empty for None.
QByteArrayView textOf(Reason reason);

/// Something worth a log line, a metric or a mark in the dashboard.
struct Event
{
    EventType type = EventType::FailureRecorded;
    Key key = {}; ///< of a rollup: the provider's bare key
    Cause cause = {};
    Reason reason = Reason::None;
    QByteArray by = {};                        ///< Forced: who; Bypassed: the normalised reason
    FailureClass outcome = FailureClass::None; ///< Bypassed

    bool operator==(const Event &) const = default;
};

} // namespace llmproxy::circuit
