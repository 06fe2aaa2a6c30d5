// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/mailbox.h"
#include "engine/storage/breaker_store.h"
#include "engine/storage/limit_store.h"

#include <memory>

namespace llmproxy::test {

/// Another store that answers a turn of the loop later, as one does that must ask somebody.
/// Lives in: the thread that made it.
class LaterBreakerStore final : public storage::BreakerStore
{
public:
    explicit LaterBreakerStore(storage::BreakerStore &store)
        : m_store(store)
    {}

    void
    admit(const circuit::Key &key, MonotonicTime now, storage::Wait &wait, ThenGate then) override
    {
        auto asked = std::make_shared<storage::Asked>(wait);
        m_later.post([this, key, now, asked, then = std::move(then)] {
            storage::Wait none;
            m_store.admit(key, now, none, [&](const circuit::Gate &gate) {
                if (asked->end() != nullptr)
                    then(gate);
                else if (const auto *probe = std::get_if<circuit::Probe>(&gate))
                    m_store.report(
                        key, probe->ticket, {storage::Report::Result::Inconclusive}, now);
            });
        });
    }
    void report(const circuit::Key &key,
                const circuit::Ticket &ticket,
                const storage::Report &report,
                MonotonicTime now) override
    {
        m_store.report(key, ticket, report, now);
    }
    void note(const circuit::Key &key,
              circuit::FailureClass failure,
              MonotonicTime now,
              ThenRun then) override
    {
        m_store.note(key, failure, now, std::move(then));
    }
    void force(const circuit::Key &key, const circuit::Force &force, MonotonicTime now) override
    {
        m_store.force(key, force, now);
    }
    void snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, ThenSnapshot then) override
    {
        m_store.snapshot(now, wallNow, maxKeys, std::move(then));
    }
    void setPolicy(const circuit::Policy &policy, Duration escalation) override
    {
        m_store.setPolicy(policy, escalation);
    }

private:
    storage::BreakerStore &m_store;
    net::Mailbox m_later;
};

/// The same for limits.
class LaterLimitStore final : public storage::LimitStore
{
public:
    explicit LaterLimitStore(storage::LimitStore &store)
        : m_store(store)
    {}

    void reserve(ratelimit::Call call, TimePoint now, storage::Wait &wait, Then then) override
    {
        auto asked = std::make_shared<storage::Asked>(wait);
        m_later.post([this, call = std::move(call), now, asked, then = std::move(then)] {
            storage::Wait none;
            m_store.reserve(call, now, none, [&](ratelimit::Decision decision) {
                if (asked->end() != nullptr)
                    then(std::move(decision));
                else if (auto *admitted = std::get_if<ratelimit::Admitted>(&decision))
                    m_store.settle(std::move(admitted->reservation), ratelimit::Cancel{});
            });
        });
    }
    void settle(ratelimit::Reservation &&reservation, const ratelimit::Outcome &outcome) override
    {
        m_store.settle(std::move(reservation), outcome);
    }
    void setPolicy(std::shared_ptr<const ratelimit::Policy> policy) override
    {
        m_store.setPolicy(std::move(policy));
    }
    ratelimit::Snapshot snapshot(TimePoint now, qsizetype mostScopes) const override
    {
        return m_store.snapshot(now, mostScopes);
    }

private:
    storage::LimitStore &m_store;
    net::Mailbox m_later;
};

} // namespace llmproxy::test
