// SPDX-License-Identifier: MIT
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace llmproxy::test {

/// Two ends of a TCP connection on loopback, as plain descriptors that do not block.
class ConnectedPair
{
public:
    ConnectedPair()
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof where;
        auto *const address = reinterpret_cast<sockaddr *>(&where);
        far = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(listener, address, length) == 0 && ::listen(listener, 1) == 0
            && ::getsockname(listener, address, &length) == 0
            && ::connect(far, address, length) == 0)
            near = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        ::close(listener);
        ::fcntl(far, F_SETFL, O_NONBLOCK);
    }
    ~ConnectedPair()
    {
        closeNear();
        closeFar();
    }
    ConnectedPair(const ConnectedPair &) = delete;
    ConnectedPair &operator=(const ConnectedPair &) = delete;

    bool isOpen() const { return near >= 0; }
    bool send(std::string_view bytes) const
    {
        return ::send(far, bytes.data(), bytes.size(), MSG_NOSIGNAL) == ssize_t(bytes.size());
    }
    /// One byte from the near end; false when there is none.
    bool take() const
    {
        char byte = 0;
        return ::recv(near, &byte, 1, 0) == 1;
    }
    void closeNear() { close(near); }
    void closeFar() { close(far); }
    void resetFar()
    {
        const linger now{1, 0};
        ::setsockopt(far, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        closeFar();
    }
    void halfCloseFar() const { ::shutdown(far, SHUT_WR); }

    int near = -1; ///< the end under test
    int far = -1;  ///< its peer

private:
    static void close(int &fd)
    {
        if (fd >= 0)
            ::close(std::exchange(fd, -1));
    }
};

} // namespace llmproxy::test
