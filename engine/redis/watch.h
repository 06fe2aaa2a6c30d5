// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>

#include <functional>
#include <mutex>
#include <optional>

namespace llmproxy::redis {

/// How the clients of one process fare with their server.
struct Status
{
    bool connected = false;             ///< all of them
    std::optional<TimePoint> awaySince; ///< none: connected
    QByteArray lastError;               ///< why the last one that failed did; empty: none did

    bool operator==(const Status &) const = default;
};

/// Puts together what the clients of all workers meet. From any thread.
class Watch
{
public:
    /// Told of each change between connected and away, once, and of the first failure if the
    /// server was never there. In the thread of the client that caused it.
    using Changed = std::function<void(const Status &)>;

    Watch(TimePoint now, Changed changed);

    void joined(); ///< a client came into being; it is away
    void left(bool wasUp);
    void connected();
    void lost(bool wasUp, const QByteArray &error, TimePoint now);
    Status status() const;

private:
    /// Tells if all are up now.
    void settle(std::unique_lock<std::mutex> lock);
    void tell(const Status &status) const;

    const Changed m_changed;
    mutable std::mutex m_mutex;
    Status m_status;     // guarded by m_mutex
    int m_clients = 0;   // guarded by m_mutex
    int m_up = 0;        // guarded by m_mutex
    bool m_told = false; // guarded by m_mutex: of the present absence
};

} // namespace llmproxy::redis
