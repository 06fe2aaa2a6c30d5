// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/forwarding.h"
#include "engine/net/client_connection.h"
#include "engine/net/loop.h"

namespace llmproxy::proxy {

/// An answer's bytes on their way to the client: its head, then its body as it comes, in the
/// framing that this client gets. Head and first body bytes leave in one write.
/// Lives in: a worker. Owned by: its exchange.
class Download
{
public:
    Download(net::Loop &loop, net::ClientConnection &client)
        : m_loop(loop)
        , m_client(client)
    {}

    /// Which framing the client gets for an answer that came in this one.
    http::Delivery choose(const http::Framing &framing);
    void begin(const http::ResponseHead &head, const http::ResponseRules &rules);
    /// Body bytes without the upstream's framing, then the same bytes with it.
    void bodyPiece(const char *data, qsizetype size);
    void bodyReceived(const char *data, qsizetype size);
    /// The answer is complete.
    void end();

    /// Does the client tell the body's end by the connection's?
    bool endsByClosing() const { return m_delivery == http::Delivery::UntilClose; }

private:
    QByteArray &gathered();
    void sendGathered();

    net::Loop &m_loop;
    net::ClientConnection &m_client;
    http::Delivery m_delivery = http::Delivery::AsReceived;
    bool m_gathering = false; ///< the loop's scratch buffer holds bytes of ours, in this very call
};

} // namespace llmproxy::proxy
