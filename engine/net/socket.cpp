// SPDX-License-Identifier: MIT
#include "engine/net/socket.h"

#include <QHostAddress>
#include <QNetworkProxy>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#else
#include <winsock2.h>
#endif

namespace llmproxy::net {

namespace {

template<class Value>
void setOption(qintptr descriptor, int level, int name, const Value &value)
{
    const auto *const bytes = reinterpret_cast<const char *>(&value); // winsock wants these
#ifdef Q_OS_UNIX
    ::setsockopt(static_cast<int>(descriptor), level, name, bytes, sizeof value);
#else
    ::setsockopt(static_cast<SOCKET>(descriptor), level, name, bytes, int(sizeof value));
#endif
}

void closeDescriptor(qintptr descriptor)
{
#ifdef Q_OS_UNIX
    ::close(static_cast<int>(descriptor));
#else
    ::closesocket(static_cast<SOCKET>(descriptor));
#endif
}

QByteArray addressText(const QHostAddress &address)
{
    bool isV4 = false;
    const QHostAddress v4(address.toIPv4Address(&isV4)); // also ::ffff:127.0.0.1
    if (isV4)
        return v4.toString().toLatin1();
    return "[" + address.toString().toLatin1() + "]";
}

// Bytes that the kernel took, perhaps none; -1: the connection is broken.
qsizetype sendNow(qintptr descriptor, const char *data, qsizetype size)
{
#ifdef Q_OS_UNIX
    const auto sent = ::send(static_cast<int>(descriptor),
                             data,
                             static_cast<std::size_t>(size),
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    const bool wouldBlock = sent < 0 && (errno == EAGAIN || errno == EINTR);
#else
    const int sent = ::send(static_cast<SOCKET>(descriptor), data, int(size), 0);
    const bool wouldBlock = sent < 0 && WSAGetLastError() == WSAEWOULDBLOCK;
#endif
    return wouldBlock ? 0 : static_cast<qsizetype>(sent);
}

constexpr qsizetype Nothing = -2; ///< no bytes are at hand

// Bytes received; 0: the peer ended the stream; -1: the connection is broken.
qsizetype receiveNow(qintptr descriptor, char *data, qsizetype size)
{
#ifdef Q_OS_UNIX
    const auto got =
        ::recv(static_cast<int>(descriptor), data, static_cast<std::size_t>(size), MSG_DONTWAIT);
    const bool wouldBlock = got < 0 && (errno == EAGAIN || errno == EINTR);
#else
    const int got = ::recv(static_cast<SOCKET>(descriptor), data, int(size), 0);
    const bool wouldBlock = got < 0 && WSAGetLastError() == WSAEWOULDBLOCK;
#endif
    return wouldBlock ? Nothing : static_cast<qsizetype>(got);
}

constexpr auto Direct = QIODevice::ReadWrite | QIODevice::Unbuffered;

} // namespace

void tuneConnection(qintptr descriptor)
{
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef Q_OS_LINUX
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, 30);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPCNT, 3);
    setOption(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, 60'000);
#endif
}

Socket::Socket(SocketListener *listener)
    : QAbstractSocket(QAbstractSocket::TcpSocket, nullptr)
    , m_listener(listener)
{}

Socket::~Socket()
{
    forgetHangup();
    QObject::disconnect(this, nullptr, this, nullptr);
}

void Socket::listen()
{
    QObject::connect(this, &QIODevice::readyRead, this, [this] { m_listener->socketReadable(); });
    QObject::connect(this, &QAbstractSocket::errorOccurred, this, [this](SocketError error) {
        // The end of the stream is what read() returns; with bytes left it is a failed write.
        if (error == QAbstractSocket::RemoteHostClosedError && pending() == 0)
            return;
        m_broken = true;
        m_listener->socketFailed(error);
    });
}

bool Socket::adopt(qintptr descriptor)
{
    listen();
    if (!setSocketDescriptor(descriptor, ConnectedState, Direct)) {
        closeDescriptor(descriptor); // Qt gave it back
        return false;
    }
    tuneConnection(descriptor);
    return true;
}

void Socket::connectTo(const QHostAddress &address, quint16 port)
{
    listen();
    QObject::connect(this, &QAbstractSocket::connected, this, [this] {
        tuneConnection(socketDescriptor());
        m_listener->socketConnected();
    });
    setProxy(QNetworkProxy::NoProxy);
    connectToHost(address, port, Direct);
}

qsizetype Socket::read(char *data, qsizetype size)
{
    if (!isConnected()) {
        m_wasReset = true;
        return -1;
    }
    // Not by Qt's engine either, to which a reset is an end like any other.
    const qsizetype got = receiveNow(socketDescriptor(), data, size);
    if (got == Nothing || got > 0) {
        readData(data, 0); // asks to be told of more
        return got == Nothing ? 0 : got;
    }
    m_wasReset = got < 0 || m_broken; // a failed write takes the error from the read
    forgetHangup();
    return -1;
}

bool Socket::write(const char *data, qsizetype size)
{
    if (m_broken || !isConnected())
        return false;
    if (pending() == 0) {
        // Qt's engine closes the descriptor when a write fails, unheard, and with it what the
        // peer said before it left. Sent past it, reading still finds both that and the end.
        const qsizetype sent = sendNow(socketDescriptor(), data, size);
        m_broken = sent < 0;
        if (m_broken || sent == size)
            return !m_broken;
        data += sent;
        size -= sent;
    }
    if (writeData(data, size) >= 0)
        return true;
    // It broke between the two, and the engine has closed the descriptor.
    m_broken = true;
    forgetHangup();
    QAbstractSocket::abort();
    QMetaObject::invokeMethod(
        this, [this] { m_listener->socketFailed(RemoteHostClosedError); }, Qt::QueuedConnection);
    return false;
}

void Socket::watchDrain(bool on)
{
    if (on && !m_drain)
        m_drain = QObject::connect(
            this, &QIODevice::bytesWritten, this, [this] { m_listener->socketDrained(); });
    else if (!on && m_drain) {
        QObject::disconnect(m_drain);
        m_drain = {};
    }
}

void Socket::watchHangup()
{
    if (EventDispatcher *const dispatcher = EventDispatcher::ofCurrentThread()) {
        m_watched = socketDescriptor();
        dispatcher->watchHangup(static_cast<int>(m_watched), this);
    }
}

void Socket::forgetHangup()
{
    if (m_watched < 0)
        return;
    if (EventDispatcher *const dispatcher = EventDispatcher::ofCurrentThread())
        dispatcher->unwatchHangup(static_cast<int>(m_watched));
    m_watched = -1;
}

void Socket::peerHungUp()
{
    m_watched = -1;
    m_listener->socketHungUp();
}

void Socket::endWriting()
{
#ifdef Q_OS_UNIX
    ::shutdown(static_cast<int>(socketDescriptor()), SHUT_WR);
#else
    ::shutdown(static_cast<SOCKET>(socketDescriptor()), SD_SEND);
#endif
}

void Socket::abort()
{
    forgetHangup();
    QObject::disconnect(this, nullptr, this, nullptr);
    QAbstractSocket::abort();
}

void Socket::abortWithReset()
{
    const linger atOnce{1, 0};
    if (!m_broken) // else the descriptor may be another's by now
        setOption(socketDescriptor(), SOL_SOCKET, SO_LINGER, atOnce);
    abort();
}

void Socket::readLater()
{
    QMetaObject::invokeMethod(
        this, [this] { m_listener->socketReadable(); }, Qt::QueuedConnection);
}

QByteArray Socket::peer() const
{
    return addressText(peerAddress()) + ':' + QByteArray::number(peerPort());
}

QByteArray Socket::local() const
{
    return addressText(localAddress());
}

} // namespace llmproxy::net
