// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractSocket>

#include <poll.h>
#include <sys/socket.h>

namespace llmproxy::test {

/// Did the other end close or reset, even though bytes of it may be left to read? A QTcpSocket
/// that does not read does not notice by itself.
inline bool hasLeft(const QAbstractSocket &socket)
{
    if (socket.state() != QAbstractSocket::ConnectedState)
        return true;
    pollfd asked{static_cast<int>(socket.socketDescriptor()), POLLRDHUP, 0};
    return ::poll(&asked, 1, 0) == 1;
}

/// Ends the connection with RST instead of FIN.
inline void resetConnection(QAbstractSocket &socket)
{
    const linger atOnce{1, 0};
    ::setsockopt(
        static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    socket.abort();
}

/// Sends FIN; what the other end says can still be read.
inline void endWriting(const QAbstractSocket &socket)
{
    ::shutdown(static_cast<int>(socket.socketDescriptor()), SHUT_WR);
}

/// Lets the kernel hold little of what is not read, on a connection or on those that a listener
/// will accept. Left alone it grows to tens of megabytes.
inline void keepReceiveBufferSmall(qintptr descriptor)
{
    const int bytes = 32 << 10;
    ::setsockopt(static_cast<int>(descriptor), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

} // namespace llmproxy::test
