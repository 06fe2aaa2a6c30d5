// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/upstream_connection.h"

#include <QHash>

#include <vector>

namespace llmproxy::net {

/// The connections to upstreams that one worker keeps open: as many as were needed at once, each
/// closed when nobody used it for a while. Lives in: a worker, which owns it.
class UpstreamPool final
{
public:
    UpstreamPool(Loop &loop, std::shared_ptr<const UpstreamTimeouts> timeouts);
    ~UpstreamPool();
    Q_DISABLE_COPY_MOVE(UpstreamPool)

    /// The connection that was used last, if one is idle; it is open and the listener is set.
    std::unique_ptr<UpstreamConnection> takeIdle(const Endpoint &endpoint,
                                                 UpstreamListener *listener);
    /// A fresh one; connect() it.
    std::unique_ptr<UpstreamConnection> makeNew(std::shared_ptr<const Endpoint> endpoint);
    /// Takes back one whose last response came whole.
    void give(std::unique_ptr<UpstreamConnection> connection);
    /// Closes what is idle and goes by these from now on: the configuration changed.
    void reset(std::shared_ptr<const UpstreamTimeouts> timeouts);

    qsizetype idleCount() const;

private:
    struct Idle;

    Loop &m_loop;
    Resolver m_resolver;
    std::shared_ptr<const UpstreamTimeouts> m_timeouts;
    QHash<QByteArray, std::shared_ptr<Idle>> m_idle; ///< by the endpoint's key
};

} // namespace llmproxy::net
