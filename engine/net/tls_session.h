// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/tls_context.h"
#include "engine/net/tls_error.h"
#include "engine/net/tls_wire.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <span>

namespace llmproxy::net {

/// The TLS of one upstream connection, as bytes in and bytes out; it knows no socket and keeps
/// no bytes between two calls, but for a record that has come in part.
///
///              start()               finished
///        Idle --------> Handshaking ----------> Open
///                            |                    |  close_notify, close()
///                            '------ failed ------+-------------------------> Closed
///
/// What a call appends to `out` is to be written to the socket before what any later call
/// appends, for records are numbered; also when the call ended in an error, as it then holds the
/// alert. `out` may be one buffer for a whole thread.
/// What the socket delivers goes through receive() until that gives nothing more:
///
///     QByteArrayView cipher(buffer, socket.read(buffer, size));
///     while (const auto plain = session.receive(cipher, scratch, out)) {
///         write(std::exchange(out, {}));      // mostly nothing; new keys once in a while
///         deliver(scratch.first(plain));      // may call any function of the session
///     }
///     write(std::exchange(out, {}));
///     // then look at state(): it may have become Open, or Closed
///
/// Lives in: a worker. Owned by: its connection.
class TlsSession final
{
public:
    enum class State { Idle, Handshaking, Open, Closed };

    explicit TlsSession(std::shared_ptr<TlsContext> context);
    ~TlsSession();
    Q_DISABLE_COPY_MOVE(TlsSession)

    /// Begins the handshake. `host` is what the configuration says, wherever the socket leads: it
    /// is sent as SNI and the certificate must be for it. An IP literal (brackets allowed) must
    /// stand in the certificate as an address and is not sent. Together with `port` it names the
    /// authority whose sessions are resumed.
    void start(QByteArrayView host, quint16 port, QByteArray &out);

    /// Takes bytes off the front of `cipher` and puts what they say into `plain`, as much as
    /// fits, be it several records. Returns how many bytes that was; 0 when `cipher` is used up
    /// or the session is closed.
    std::size_t receive(QByteArrayView &cipher, std::span<char> plain, QByteArray &out);

    /// Appends `plain`, encrypted, to `out`. The session must have been Open before; false when
    /// it is no longer.
    bool encrypt(QByteArrayView plain, QByteArray &out);

    /// Says close_notify and ends the session.
    void close(QByteArray &out);

    State state() const { return m_state; }

    /// Set when the session is Closed because something went wrong.
    const TlsError &error() const { return m_error; }

    /// The peer said that it has sent everything. A socket that ends without it leaves open
    /// whether a body that runs until the end came whole.
    bool peerClosed() const { return m_peerClosed; }

    /// The handshake resumed an earlier session.
    bool isResumed() const;

private:
    struct Turn;

    static int onVerified(int ok, X509_STORE_CTX *verification);
    bool setPeer();
    void handshake();
    void stop();
    void fail(TlsError error);

    std::shared_ptr<TlsContext> m_context;
    QByteArray m_host;
    QByteArray m_authority; // must outlive m_ssl, which points to it
    TlsWire m_wire;         // must outlive m_ssl, which points to it
    SslConnection m_ssl;
    TlsError m_error;
    State m_state = State::Idle;
    bool m_peerClosed = false;
};

} // namespace llmproxy::net
