// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QHostAddress>
#include <QTcpServer>

#include <functional>

namespace llmproxy::net {

/// A listening socket that hands descriptors on without making sockets of them.
/// Lives in: the thread that made it.
class Acceptor final : public QTcpServer
{
public:
    using Accepted = std::function<void(qintptr descriptor)>;

    explicit Acceptor(Accepted accepted);

    /// Port 0 takes a free one. The error is for people and names address and port.
    Result<void, QString> listenOn(const QHostAddress &address, quint16 port);

protected:
    void incomingConnection(qintptr descriptor) override { m_accepted(descriptor); }

private:
    Accepted m_accepted;
};

} // namespace llmproxy::net
