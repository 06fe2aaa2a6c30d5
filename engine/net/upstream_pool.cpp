// SPDX-License-Identifier: MIT
#include "engine/net/upstream_pool.h"

#include <algorithm>
#include <utility>

namespace llmproxy::net {

/// The idle connections of one endpoint, the last used last. Whatever an upstream does to one of
/// them unasked, even sending a byte, ends it: it could be taken for the next response.
struct UpstreamPool::Idle
{
    struct Watch final : UpstreamListener
    {
        Idle *idle = nullptr;
        Loop *loop = nullptr;
        std::unique_ptr<UpstreamConnection> connection;

        void upstreamReady() override {}
        void upstreamDrained() override {}
        void upstreamBytes(const char *, qsizetype) override { drop(); }
        void upstreamEnded(const UpstreamEnd &) override { drop(); }

        void drop()
        {
            connection->setListener(nullptr);
            connection->abort();
            loop->bury(std::move(connection));
            std::erase_if(idle->watches, [this](auto &other) { return other.get() == this; });
        }
    };

    std::vector<std::unique_ptr<Watch>> watches;
};

UpstreamPool::UpstreamPool(Loop &loop, std::shared_ptr<const UpstreamTimeouts> timeouts)
    : m_loop(loop)
    , m_timeouts(std::move(timeouts))
{}

UpstreamPool::~UpstreamPool() = default;

std::unique_ptr<UpstreamConnection> UpstreamPool::takeIdle(const Endpoint &endpoint,
                                                           UpstreamListener *listener)
{
    const auto found = m_idle.constFind(endpoint.key);
    if (found == m_idle.constEnd() || (*found)->watches.empty())
        return nullptr;
    auto &watches = (*found)->watches;
    std::unique_ptr<UpstreamConnection> connection = std::move(watches.back()->connection);
    watches.pop_back();
    Deadlines::cancel(connection->idleDeadline());
    connection->setListener(listener);
    connection->markReused();
    return connection;
}

std::unique_ptr<UpstreamConnection> UpstreamPool::makeNew(std::shared_ptr<const Endpoint> endpoint)
{
    return std::make_unique<UpstreamConnection>(
        m_loop, m_resolver, std::move(endpoint), m_timeouts);
}

void UpstreamPool::give(std::unique_ptr<UpstreamConnection> connection)
{
    if (!connection->isOpen() || m_loop.now() - connection->openedAt() > m_timeouts->lifetime) {
        connection->setListener(nullptr);
        connection->abort();
        m_loop.bury(std::move(connection));
        return;
    }
    std::shared_ptr<Idle> &idle = m_idle[connection->endpoint().key];
    if (!idle)
        idle = std::make_shared<Idle>();
    auto watch = std::make_unique<Idle::Watch>();
    watch->idle = idle.get();
    watch->loop = &m_loop;
    connection->setListener(watch.get());
    connection->watchDrain(false);
    connection->resumeInput(); // so that its end is seen while it is idle
    m_loop.deadlines().set(connection->idleDeadline(), m_timeouts->idle);
    watch->connection = std::move(connection);
    idle->watches.push_back(std::move(watch));
}

void UpstreamPool::reset(std::shared_ptr<const UpstreamTimeouts> timeouts)
{
    m_idle.clear();
    m_timeouts = std::move(timeouts);
}

qsizetype UpstreamPool::idleCount() const
{
    qsizetype count = 0;
    for (const auto &idle : m_idle)
        count += static_cast<qsizetype>(idle->watches.size());
    return count;
}

} // namespace llmproxy::net
