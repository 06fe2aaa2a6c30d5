// SPDX-License-Identifier: MIT
#pragma once

#include "engine/redis/servers.h"
#include "engine/storage/redis_breakers.h"

#include <QSet>

namespace llmproxy::storage {

/// One look at all breakers on Redis: each provider, then each of its keys, asked in two rounds.
/// Ends by itself; `done` gets nothing if Redis went away meanwhile.
/// Lives in: a worker. Owned by: the questions that are under way.
class RedisBreakerLook final : public std::enable_shared_from_this<RedisBreakerLook>
{
public:
    using Done = std::function<void(const std::optional<circuit::Snapshot> &)>;

    static void begin(redis::Servers &servers, RedisBreakers &shared, TimePoint wallNow, Done done);

    RedisBreakerLook(redis::Servers &servers, RedisBreakers &shared, TimePoint wallNow, Done done);

private:
    void askProviders();
    void takeProvider(const QByteArray &name, const redis::Reply &reply);
    void takeKey(std::size_t provider, const circuit::Key &key, const redis::Reply &reply);
    void askKeys(std::size_t provider, const QSet<QByteArray> &keys);
    bool isAnswer(const redis::Reply *reply);
    void taken();

    redis::Servers &m_servers;
    RedisBreakers &m_shared;
    const std::shared_ptr<const circuit::Policy> m_policy;
    const TimePoint m_wallNow;
    Done m_done;
    std::vector<circuit::ProviderStatus> m_providers;
    int m_open = 0; ///< questions
};

} // namespace llmproxy::storage
