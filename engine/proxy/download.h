// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/forwarding.h"
#include "engine/net/client_connection.h"
#include "engine/net/loop.h"

namespace llmproxy::proxy {

class WireProbe;

/// An answer's bytes on their way to the client: its head, then its body as it comes, in the
/// framing that this client gets. Head and first body bytes leave in one write. Held, it keeps
/// them until somebody has looked at them.
///
///   Idle --begin()--> Passing --end()--> Idle
///   Idle --hold()--> Held --release()--> Passing      Held --drop()--> Idle
///
/// Lives in: a worker. Owned by: its exchange.
class Download
{
public:
    Download(net::Loop &loop, net::ClientConnection &client)
        : m_loop(loop)
        , m_client(client)
    {}

    /// Sees what goes to the client.
    void watch(WireProbe &probe) { m_probe = &probe; }

    /// The framing that the client gets for an answer that came in this one. `addsTrailers`:
    /// end() will have fields to add, which only a body chunked anew has room for.
    http::Delivery choose(const http::Framing &framing, bool addsTrailers);
    void begin(const http::ResponseHead &head, const http::ResponseRules &rules);
    /// Body bytes without the upstream's framing, then the same bytes with it.
    void bodyPiece(const char *data, qsizetype size);
    void bodyReceived(const char *data, qsizetype size);
    /// The answer is complete. `trailers`: whole lines; sent only where choose() made room.
    void end(QByteArrayView trailers);

    /// Before begin(): nothing goes to the client until release().
    void hold() { m_isHeld = true; }
    bool isHeld() const { return m_isHeld; }
    /// Of the body alone, as it is framed.
    qsizetype heldBytes() const { return m_held.size() - m_headEnd - 2; }
    /// Sends what was kept, with `fields` (whole lines) added to its head.
    void release(QByteArrayView fields);
    /// Forgets what was kept, for another answer to take its place.
    void drop();

    bool isRechunked() const { return m_delivery == http::Delivery::Rechunked; }
    /// Is the body's end told by the connection's?
    bool endsByClosing() const { return m_delivery == http::Delivery::UntilClose; }

private:
    QByteArray &gathered();
    void sendGathered();
    void send(QByteArrayView bytes);

    net::Loop &m_loop;
    net::ClientConnection &m_client;
    WireProbe *m_probe = nullptr;
    http::Delivery m_delivery = http::Delivery::AsReceived;
    bool m_gathering = false; ///< the loop's scratch buffer holds bytes of ours, in this very call
    bool m_isHeld = false;
    QByteArray m_held;
    qsizetype m_headEnd = 0; ///< where the empty line of the held head begins
};

} // namespace llmproxy::proxy
