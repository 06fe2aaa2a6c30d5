// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/listener.h"

#include "tests/bench/wire/sockets.h"

#include <utility>

namespace llmproxy::bench {

Listener::Listener(Poller &poller, Owner &owner, Descriptor socket, TlsContext tls)
    : m_owner(owner)
    , m_socket(std::move(socket))
    , m_tls(std::move(tls))
{
    poller.add(m_socket.number(), *this, false);
}

void Listener::onReady(bool /*readable*/, bool /*writable*/)
{
    for (Descriptor accepted = acceptFrom(m_socket); accepted.isOpen();
         accepted = acceptFrom(m_socket))
        m_owner.onAccepted(Transport(std::move(accepted), m_tls.get()));
}

} // namespace llmproxy::bench
