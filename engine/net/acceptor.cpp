// SPDX-License-Identifier: MIT
#include "engine/net/acceptor.h"

#include <utility>

namespace llmproxy::net {

Acceptor::Acceptor(Accepted accepted)
    : m_accepted(std::move(accepted))
{
    // Qt's default of 50 makes a burst of clients wait for SYN retries.
    setListenBacklogSize(4096);
}

Result<void, QString> Acceptor::listenOn(const QHostAddress &address, quint16 port)
{
    if (listen(address, port))
        return {};
    return Failure<QString>(QStringLiteral("cannot listen on %1 port %2: %3")
                                .arg(address.toString(), QString::number(port), errorString()));
}

} // namespace llmproxy::net
