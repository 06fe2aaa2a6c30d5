// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/event_dispatcher.h"

#include <QAbstractSocket>

namespace llmproxy::net {

/// Told what happens on a Socket. The socket may be aborted from within any of these, but must
/// not be destroyed: give it to the Graveyard.
class SocketListener
{
public:
    virtual void socketConnected() {}
    /// There may be bytes to read(), or an end of the stream.
    virtual void socketReadable() = 0;
    /// Asked for with watchDrain(): unsent bytes went out.
    virtual void socketDrained() {}
    /// Could not connect, or broke. Not called for an end that read() reports.
    virtual void socketFailed(QAbstractSocket::SocketError error) = 0;
    /// The peer is gone although nobody reads; only where watchHangup() was called.
    virtual void socketHungUp() {}

protected:
    ~SocketListener() = default;
};

/// A TCP connection without buffers of Qt's: what is not read stays in the kernel, so not reading
/// is backpressure, and an idle connection costs little memory. QAbstractSocket itself, because a
/// QTcpSocket that adopts a descriptor keeps its read buffer even in Unbuffered mode.
/// Lives in: a worker. Owned by: its connection.
class Socket final : private QAbstractSocket, private HangupListener
{
public:
    explicit Socket(SocketListener *listener);
    ~Socket() override;

    /// Takes over an accepted connection. False if the descriptor is of no use; it is closed then.
    bool adopt(qintptr descriptor);
    /// Dials; socketConnected() or socketFailed() follows later.
    void connectTo(const QHostAddress &address, quint16 port);
    void setListener(SocketListener *listener) { m_listener = listener; }

    /// Bytes read; 0: none at hand, socketReadable() will tell; -1: the stream ended.
    qsizetype read(char *data, qsizetype size);
    /// Was the end that read() reported no end in order?
    bool wasReset() const { return m_wasReset; }
    /// Sends what the kernel takes at once and keeps the rest; false if the connection broke,
    /// which is told again, by the end that read() reports, for who does not look.
    bool write(const char *data, qsizetype size);
    /// Bytes that were written but not yet sent.
    qsizetype pending() const { return static_cast<qsizetype>(bytesToWrite()); }
    bool isConnected() const { return state() == QAbstractSocket::ConnectedState; }

    void watchDrain(bool on);
    /// From now on socketHungUp() tells of a peer that left while nobody reads.
    void watchHangup();
    /// Says that nothing more will be sent; the peer's bytes can still be read.
    void endWriting();
    /// Calls socketReadable() in a later turn, for who stopped reading before all was read.
    void readLater();
    /// Closes at once; unsent bytes are lost. No call to the listener comes after this.
    void abort();
    /// The same, and the peer sees a reset instead of an end.
    void abortWithReset();

    QByteArray peer() const;  ///< "127.0.0.1:51234", "[::1]:51234"
    QByteArray local() const; ///< the address without port, "127.0.0.1", "[::1]"

private:
    void peerHungUp() override;
    void listen();
    void forgetHangup();

    SocketListener *m_listener;
    QMetaObject::Connection m_drain;
    bool m_broken = false; ///< a write failed
    bool m_wasReset = false;
    qintptr m_watched = -1; ///< the descriptor whose hangup is watched
};

/// Sets keep-alive probes (30 s idle, then 3 at 10 s), a bound of 60 s on unacknowledged data, and
/// no delay for small writes on a connected descriptor.
void tuneConnection(qintptr descriptor);

} // namespace llmproxy::net
