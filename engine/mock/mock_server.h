// SPDX-License-Identifier: MIT
#pragma once

#include "engine/mock/answers.h"

#include <QSslConfiguration>
#include <QString>
#include <QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace llmproxy::net {
class Mailbox;
}

namespace llmproxy::mock {

struct Endpoint
{
    quint16 port = 0; ///< 0: a free one
    std::optional<QSslConfiguration> tls;
};

/// The mock provider behind an HTTP/1.1 port of 127.0.0.1, in a thread of its own: keep-alive,
/// pipelining, chunked streams at the pace of the settings. All functions are for the thread that
/// made it.
class MockServer final
{
public:
    /// Called in the server's thread, for each request as it arrived.
    using Respond = std::function<Answer(const Request &, const Settings &)>;

    /// Returns once it accepts connections, or failed to.
    explicit MockServer(const Settings &settings, Respond respond = answer, Endpoint endpoint = {});
    /// Ends the thread and all connections.
    ~MockServer();
    Q_DISABLE_COPY_MOVE(MockServer)

    /// 0 if it could not listen.
    quint16 port() const { return m_port; }
    const QString &errorString() const { return m_error; }

    /// Returns once they hold for every request that was not answered yet.
    void setSettings(const Settings &settings);

    /// Open ones, as of now.
    int connections() const { return m_connections; }

private:
    class World;

    std::atomic<int> m_connections = 0;
    quint16 m_port = 0;
    QString m_error;
    World *m_world = nullptr;          // lives and dies in the thread
    net::Mailbox *m_mailbox = nullptr; // of the thread
    std::unique_ptr<QThread> m_thread;
};

} // namespace llmproxy::mock
