// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/connect_tunnel.h"
#include "engine/net/dialer.h"
#include "engine/net/endpoint.h"
#include "engine/net/loop.h"
#include "engine/net/socket.h"
#include "engine/net/tls_session.h"

#include <memory>

namespace llmproxy::net {

/// Why there is no connection any more.
enum class UpstreamFault {
    None,          ///< the upstream ended the stream in order
    NameNotFound,  ///< its name does not resolve
    ConnectFailed, ///< refused or unreachable
    ConnectTimeout,
    ProxyRefused, ///< the outbound proxy gave no tunnel
    NotTrusted,   ///< its certificate
    TlsFailed,    ///< no TLS was agreed on
    TlsTimeout,
    Reset, ///< an established connection broke
};

struct UpstreamEnd
{
    UpstreamFault fault = UpstreamFault::None;
    QString text; ///< for people; names host and port at most
};

/// Told what happens on an UpstreamConnection. It may be aborted or given to the pool from within
/// any of these, but must not be destroyed there: bury it.
class UpstreamListener
{
public:
    virtual void upstreamReady() = 0;
    /// Bytes of the stream, in order; gone when the call returns.
    virtual void upstreamBytes(const char *data, qsizetype size) = 0;
    virtual void upstreamDrained() = 0;
    /// The connection is closed. The last call.
    virtual void upstreamEnded(const UpstreamEnd &end) = 0;

protected:
    ~UpstreamListener() = default;
};

/// A connection to an upstream, from the name to the TLS session.
///
///   Dialling --TCP--> [Tunnelling --2xx-->] [Handshaking --verified-->] Open --> Closed
///   any --fault, abort()--> Closed
///
/// Lives in: a worker. Owned by: an exchange, or the pool while nobody uses it.
class UpstreamConnection final : public Mortal, private SocketListener
{
public:
    UpstreamConnection(Loop &loop,
                       Resolver &resolver,
                       std::shared_ptr<const Endpoint> endpoint,
                       std::shared_ptr<const UpstreamTimeouts> timeouts);
    ~UpstreamConnection() override;
    Q_DISABLE_COPY_MOVE(UpstreamConnection)

    void connect(UpstreamListener *listener);
    void setListener(UpstreamListener *listener) { m_listener = listener; }

    bool isOpen() const { return m_state == State::Open; }
    /// Was it used for an exchange before this one?
    bool isReused() const { return m_isReused; }
    void markReused() { m_isReused = true; }
    MonotonicTime openedAt() const { return m_openedAt; }
    const Endpoint &endpoint() const { return *m_endpoint; }

    /// Only while open.
    void write(QByteArrayView bytes);
    qsizetype pendingBytes() const { return m_socket ? m_socket->pending() : 0; }
    void watchDrain(bool on) { m_socket->watchDrain(on); }
    /// Backpressure: while held nothing is read.
    void holdInput() { m_held = true; }
    void resumeInput();

    /// Closes at once. No call to the listener comes after this.
    void abort();

    Deadline &idleDeadline() { return m_deadline; } ///< the pool's, while it is idle there

private:
    enum class State { Idle, Dialling, Tunnelling, Handshaking, Open, Closed };

    void socketReadable() override;
    void socketDrained() override;
    void socketFailed(QAbstractSocket::SocketError error) override;

    void dialled(Dialer::Outcome outcome);
    void tunnelled();
    void opened();
    bool deliver(const char *data, qsizetype size);
    bool deliverCipher(const char *data, qsizetype size);
    void feedTunnel(const char *data, qsizetype size);
    void streamEnded();
    void end(UpstreamFault fault, const QString &text);
    void onDeadline();
    QString place() const;

    Loop &m_loop;
    std::shared_ptr<const Endpoint> m_endpoint;
    const std::shared_ptr<const UpstreamTimeouts> m_timeouts;
    UpstreamListener *m_listener = nullptr;
    std::unique_ptr<Socket> m_socket;
    std::unique_ptr<TlsSession> m_tls;
    std::unique_ptr<http::ConnectReply> m_tunnel;
    std::unique_ptr<Dialer> m_dialer; ///< while dialling
    Resolver &m_resolver;
    Deadline m_deadline;
    MonotonicTime m_openedAt;
    State m_state = State::Idle;
    bool m_held = false;
    bool m_isReused = false;
};

} // namespace llmproxy::net
