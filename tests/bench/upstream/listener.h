// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/upstream/tls.h"
#include "tests/bench/upstream/transport.h"
#include "tests/bench/wire/poller.h"

namespace llmproxy::bench {

/// Accepts connections on one port, all plain or all TLS.
class Listener final : public Poller::Watcher
{
public:
    class Owner
    {
    public:
        virtual void onAccepted(Transport transport) = 0;

    protected:
        ~Owner() = default;
    };

    Listener(Poller &poller, Owner &owner, Descriptor socket, TlsContext tls);

    void onReady(bool readable, bool writable) override;

private:
    Owner &m_owner;
    Descriptor m_socket;
    TlsContext m_tls; // null: plain
};

} // namespace llmproxy::bench
