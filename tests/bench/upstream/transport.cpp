// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/transport.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <openssl/err.h>
#include <sys/socket.h>
#include <utility>

namespace llmproxy::bench {
namespace {

std::optional<std::size_t> socketResult(ssize_t result)
{
    if (result >= 0)
        return static_cast<std::size_t>(result);
    return errno == EAGAIN || errno == EINTR ? std::optional<std::size_t>(0) : std::nullopt;
}

int clampedSize(std::size_t size)
{
    return static_cast<int>(
        std::min(size, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}

} // namespace

Transport::Transport(Descriptor socket, SSL_CTX *tls)
    : m_socket(std::move(socket))
{
    if (!tls)
        return;
    m_session.reset(SSL_new(tls));
    SSL_set_fd(m_session.get(), m_socket.number());
    SSL_set_accept_state(m_session.get()); // the first read shakes hands
}

std::optional<std::size_t> Transport::read(std::span<char> buffer)
{
    if (m_session)
        return tlsResult(SSL_read(m_session.get(), buffer.data(), clampedSize(buffer.size())));
    const ssize_t received = recv(m_socket.number(), buffer.data(), buffer.size(), 0);
    return received == 0 ? std::nullopt : socketResult(received);
}

std::optional<std::size_t> Transport::write(std::string_view bytes)
{
    if (bytes.empty())
        return 0;
    if (m_session)
        return tlsResult(SSL_write(m_session.get(), bytes.data(), clampedSize(bytes.size())));
    return socketResult(send(m_socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

std::optional<std::size_t> Transport::tlsResult(int result) const
{
    if (result > 0)
        return static_cast<std::size_t>(result);
    const int reason = SSL_get_error(m_session.get(), result);
    ERR_clear_error();
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE)
        return 0;
    return std::nullopt;
}

void Transport::finishSending()
{
    if (m_session)
        SSL_shutdown(m_session.get());
    shutdown(m_socket.number(), SHUT_WR);
}

} // namespace llmproxy::bench
