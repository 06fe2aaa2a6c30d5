// SPDX-License-Identifier: MIT
#include "tests/bench/wire/sockets.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>

namespace llmproxy::bench {
namespace {

constexpr int ListenBacklog = 4096;

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void enable(const Descriptor &socket, int level, int option)
{
    const int on = 1;
    setsockopt(socket.number(), level, option, &on, sizeof on);
}

// The socket API takes every address family through this one pointer type.
const sockaddr *generic(const sockaddr_in &address)
{
    return reinterpret_cast<const sockaddr *>(&address);
}

} // namespace

Descriptor listenOn(std::uint16_t port)
{
    Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    enable(listener, SOL_SOCKET, SO_REUSEADDR);
    const sockaddr_in address = loopback(port);
    if (bind(listener.number(), generic(address), sizeof address) != 0
        || listen(listener.number(), ListenBacklog) != 0)
        listener.close();
    return listener;
}

Descriptor acceptFrom(const Descriptor &listener)
{
    Descriptor accepted(accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (accepted.isOpen())
        enable(accepted, IPPROTO_TCP, TCP_NODELAY);
    return accepted;
}

Descriptor connectTo(std::uint16_t port)
{
    Descriptor connecting(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    enable(connecting, IPPROTO_TCP, TCP_NODELAY);
    const sockaddr_in address = loopback(port);
    if (connect(connecting.number(), generic(address), sizeof address) != 0 && errno != EINPROGRESS)
        connecting.close();
    return connecting;
}

void resetOnClose(const Descriptor &socket)
{
    const linger immediately{1, 0};
    setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &immediately, sizeof immediately);
}

bool hasFailed(const Descriptor &socket)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error != 0;
}

void wakeUpOnTime()
{
    prctl(PR_SET_TIMERSLACK, 1UL);
}

} // namespace llmproxy::bench
