// SPDX-License-Identifier: MIT
#pragma once

#include "engine/redis/reply.h"
#include "engine/redis/settings.h"

#include <QByteArrayList>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <memory>

namespace llmproxy::test {

/// A redis-server of the test's own, on a free port, without a file of its own, whose clock the
/// test sets.
class RedisServer
{
public:
    /// Null: there is no redis-server on this machine, or it did not start.
    static std::unique_ptr<RedisServer> start(const QStringList &arguments = {});
    ~RedisServer();
    Q_DISABLE_COPY_MOVE(RedisServer)

    quint16 port() const { return m_port; }
    std::shared_ptr<const redis::Settings> settings() const;
    qint64 pid() const { return m_process.processId(); }

    /// Its clock goes on by so much at once.
    void advance(Duration by);
    /// Asks and waits for the answer.
    redis::Reply ask(const QByteArrayList &command);
    /// All keys there are.
    QByteArrayList keys();

    void kill();
    /// Again on the same port, empty.
    bool restart();

private:
    RedisServer() = default;
    bool launch();

    QTemporaryDir m_folder;
    QStringList m_arguments;
    QProcess m_process;
    QTcpSocket m_socket;
    qint64 m_shift = 0;
    quint16 m_port = 0;
};

} // namespace llmproxy::test
