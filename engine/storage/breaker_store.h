// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/escalation.h"
#include "engine/circuit/force.h"
#include "engine/circuit/snapshot.h"
#include "engine/storage/wait.h"

#include <functional>

namespace llmproxy::storage {

/// What a request that was let through came to.
struct Report
{
    enum class Result : quint8 {
        Good,         ///< the first valid body bytes of a good answer, or a fault of the caller's
        Failed,       ///< a terminal failure
        Inconclusive, ///< 429, out of quota, the caller left: says nothing about the provider
    };

    Result result = Result::Good;
    circuit::Cause cause = {};
    bool hangDisconnect = false; ///< Failed: the caller left after a long wait
};

/// What the verdict on a request comes to.
Report::Result resultOf(const circuit::Verdict &verdict);

/// The breakers of all keys. A store of this process alone may be called from any thread, one that
/// is shared with others is a worker's own. `then` runs once, in the caller's thread, perhaps
/// before the call returns; let it be the last thing that a function does. It captures two pointers
/// at most, so that nothing is allocated. A store that fails lets requests pass.
class BreakerStore
{
public:
    BreakerStore() = default;
    virtual ~BreakerStore() = default;
    BreakerStore(const BreakerStore &) = delete;
    BreakerStore &operator=(const BreakerStore &) = delete;

    using ThenGate = std::function<void(const circuit::Gate &)>;
    using ThenRun = std::function<void(Duration)>;
    using ThenSnapshot = std::function<void(const circuit::Snapshot &)>;

    /// May a request of `key` go upstream? Whole provider, key and rollup in one step. In mode log
    /// ask as well: FastFail then says what would have been, and a Probe's result moves the state.
    /// The answer may come later, if `wait` is still there: see Wait.
    virtual void admit(const circuit::Key &key, MonotonicTime now, Wait &wait, ThenGate then) = 0;

    /// Of each request once, with the ticket it got; late ones are ignored. What breaks behind a
    /// good probe is reported again with a default Ticket. Bypassing requests report failures
    /// alone, with a default Ticket.
    virtual void report(const circuit::Key &key,
                        const circuit::Ticket &ticket,
                        const Report &report,
                        MonotonicTime now) = 0;

    /// Notes the class of an attempt. `then` gets how long the key's unbroken run of global rate
    /// limits has lasted, as far as this process saw it; 0 if there is none. Answers at once.
    virtual void note(const circuit::Key &key,
                      circuit::FailureClass failure,
                      MonotonicTime now,
                      ThenRun then) = 0;

    /// A wholeProvider() key takes Open and Close alone; Probe lifts it.
    virtual void force(const circuit::Key &key, const circuit::Force &force, MonotonicTime now) = 0;

    /// Of each provider at most `maxKeys` keys. Answers at once.
    virtual void snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, ThenSnapshot then) = 0;

    /// Keeps every state; new rules hold from the next call on. `escalation`: the window of §2.6.
    virtual void setPolicy(const circuit::Policy &policy, Duration escalation) = 0;
};

} // namespace llmproxy::storage
