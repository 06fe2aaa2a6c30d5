// SPDX-License-Identifier: MIT
#pragma once

#include "engine/storage/memory_breaker_store.h"

namespace llmproxy::test {

inline MonotonicTime at(Duration sinceStart)
{
    return MonotonicTime(std::chrono::hours(1)) + sinceStart;
}

inline circuit::Key key(const QByteArray &model, const QByteArray &provider = "openai")
{
    return {provider, model};
}

inline circuit::Gate admit(storage::BreakerStore &store, const circuit::Key &key, Duration when)
{
    circuit::Gate answer;
    storage::Wait wait;
    store.admit(key, at(when), wait, [&](const circuit::Gate &gate) { answer = gate; });
    return answer;
}

inline bool passes(storage::BreakerStore &store, const circuit::Key &key, Duration when)
{
    return std::holds_alternative<circuit::Pass>(admit(store, key, when));
}

/// Why it is refused; nullopt if it is not.
inline std::optional<circuit::Refusal>
refusal(storage::BreakerStore &store, const circuit::Key &key, Duration when)
{
    const circuit::Gate gate = admit(store, key, when);
    const auto *const refused = std::get_if<circuit::FastFail>(&gate);
    return refused == nullptr ? std::nullopt : std::optional(refused->why);
}

/// The ticket of the probe that this request is; a default one if it is none.
inline circuit::Ticket probe(storage::BreakerStore &store, const circuit::Key &key, Duration when)
{
    const circuit::Gate gate = admit(store, key, when);
    const auto *const probe = std::get_if<circuit::Probe>(&gate);
    return probe == nullptr ? circuit::Ticket() : probe->ticket;
}

inline void fail(storage::BreakerStore &store,
                 const circuit::Key &key,
                 Duration when,
                 const circuit::Ticket &ticket = {})
{
    store.report(key,
                 ticket,
                 {storage::Report::Result::Failed,
                  {.exchange = 17, .kind = circuit::FailureKind::Http503, .status = 503}},
                 at(when));
}

inline void succeed(storage::BreakerStore &store,
                    const circuit::Key &key,
                    Duration when,
                    const circuit::Ticket &ticket)
{
    store.report(key, ticket, {storage::Report::Result::Good}, at(when));
}

inline void open(storage::BreakerStore &store, const circuit::Key &key, Duration when, int times)
{
    for (int i = 0; i < times; ++i)
        fail(store, key, when);
}

inline circuit::Snapshot snapshot(storage::BreakerStore &store, Duration when, int maxKeys = 100)
{
    circuit::Snapshot answer;
    store.snapshot(at(when),
                   TimePoint(std::chrono::seconds(1'700'000'000)) + when,
                   maxKeys,
                   [&](const circuit::Snapshot &snapshot) { answer = snapshot; });
    return answer;
}

} // namespace llmproxy::test
