// SPDX-License-Identifier: MIT
#pragma once

#include "engine/redis/servers.h"
#include "engine/storage/redis_breakers.h"

namespace llmproxy::storage {

/// Breakers that several processes share on Redis, as one worker asks for them: one script and one
/// answer for each operation. While Redis is away, the local breakers stand in; what they say of a
/// key begins with Closed. A probe's slot is leased for 30 s and renewed while the probe is out, so
/// that of a process that died is free soon.
/// Lives in: a worker. Owned by: the worker.
class RedisBreakerStore final : public BreakerStore
{
public:
    RedisBreakerStore(net::Loop &loop, redis::Servers &servers, RedisBreakers &shared);
    ~RedisBreakerStore() override;
    Q_DISABLE_COPY_MOVE(RedisBreakerStore)

    void admit(const circuit::Key &key, MonotonicTime now, Wait &wait, ThenGate then) override;
    void report(const circuit::Key &key,
                const circuit::Ticket &ticket,
                const Report &report,
                MonotonicTime now) override;
    /// Runs of rate limits are each process's own.
    void note(const circuit::Key &key,
              circuit::FailureClass failure,
              MonotonicTime now,
              ThenRun then) override;
    void force(const circuit::Key &key, const circuit::Force &force, MonotonicTime now) override;
    /// What was seen last, see RedisBreakers::shown().
    void snapshot(MonotonicTime now, TimePoint wallNow, int maxKeys, ThenSnapshot then) override;
    void setPolicy(const circuit::Policy &policy, Duration escalation) override;

private:
    struct Question;
    struct OutProbe
    {
        circuit::Key key;
        quint64 token = 0;
        MonotonicTime since;
    };

    redis::Call admitCall(const circuit::Key &key, quint64 token);
    void answer(Question &question, const redis::Reply *reply);
    void reportProbe(const circuit::Key &key, quint64 token, const Report &report);
    void recordFailure(const circuit::Key &key,
                       const circuit::Ticket &ticket,
                       const Report &report,
                       MonotonicTime now);
    void hold(const circuit::Key &key, const circuit::Force &force, MonotonicTime now);
    void renew();
    void look();

    net::Loop &m_loop;
    redis::Servers &m_servers;
    RedisBreakers &m_shared;
    net::Mailbox m_mailbox;
    QHash<circuit::Key, redis::Call> m_admits; ///< by `m_admitsPolicy`, without the token
    std::shared_ptr<const circuit::Policy> m_admitsPolicy;
    std::vector<OutProbe> m_probes;
    quint64 m_lastToken; ///< begins at random, so that no other store has the same
    net::Deadline m_renewal;
};

} // namespace llmproxy::storage
