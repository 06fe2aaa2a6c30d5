// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/identity.h"
#include "engine/redis/servers.h"
#include "engine/storage/memory_limit_store.h"
#include "engine/storage/redis_layout.h"

namespace llmproxy::storage {

/// Limits that several processes share on Redis, as one worker asks for them: one script decides
/// over all windows that have a limit. The local store learns each answer, so it has the numbers to
/// show, and goes on from them by itself while Redis is away. Windows go by the server's clock.
/// Lives in: a worker. Owned by: the worker.
class RedisLimitStore final : public LimitStore
{
public:
    /// `local` and `digest` outlive it; `digest` is the same in all processes.
    RedisLimitStore(redis::Servers &servers,
                    RedisLayout layout,
                    MemoryLimitStore &local,
                    const ratelimit::KeyDigest &digest);

    void reserve(ratelimit::Call call, TimePoint now, Wait &wait, Then then) override;
    void settle(ratelimit::Reservation &&reservation, const ratelimit::Outcome &outcome) override;
    void setPolicy(std::shared_ptr<const ratelimit::Policy> policy) override;
    ratelimit::Snapshot snapshot(TimePoint now, qsizetype mostScopes) const override;

private:
    struct Question;
    /// A window that has a limit.
    struct Limited
    {
        ratelimit::Dimension dimension = ratelimit::Dimension::Global;
        ratelimit::Window window = ratelimit::Window::Minute;
        ratelimit::Amounts limit;
    };
    using AllLimited = std::vector<Limited>;

    void ask(const std::shared_ptr<Question> &question);
    void answer(const std::shared_ptr<Question> &question, const redis::Reply *reply);
    void finish(Question &question, ratelimit::Decision decision);
    void standIn(Question &question);
    AllLimited limitedOf(const ratelimit::Scopes &scopes) const;
    QByteArrayList keysOf(const AllLimited &limited, const ratelimit::Holding &holding);

    redis::Servers &m_servers;
    const RedisLayout m_layout;
    MemoryLimitStore &m_local;
    ratelimit::KeyNames m_names;
    Duration m_ahead{0}; ///< the server's clock before this machine's
};

} // namespace llmproxy::storage
