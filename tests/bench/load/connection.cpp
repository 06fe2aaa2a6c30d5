// SPDX-License-Identifier: MIT
#include "tests/bench/load/connection.h"

#include "tests/bench/wire/sockets.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace llmproxy::bench {
namespace {

constexpr std::size_t ReadBytes = 262144;

} // namespace

Connection::Connection(Poller &poller, Listener &listener, Role role)
    : m_poller(poller)
    , m_listener(listener)
    , m_role(role)
{}

void Connection::open(std::uint16_t port, bool resetWhenClosed)
{
    m_response = {};
    m_unsent = {};
    m_partialEvent.clear();
    m_socket = connectTo(port);
    if (!m_socket.isOpen())
        return m_listener.onLost(*this);
    if (resetWhenClosed)
        resetOnClose(m_socket);
    m_isConnecting = true;
    m_watchesWritable = true;
    m_poller.add(m_socket.number(), *this, true);
}

void Connection::close()
{
    m_socket.close();
}

void Connection::send(std::string_view request, TimePoint startedAt)
{
    m_startedAt = startedAt;
    m_unsent = request;
    sendMore();
}

void Connection::sendMore()
{
    const ssize_t sent = ::send(m_socket.number(), m_unsent.data(), m_unsent.size(), MSG_NOSIGNAL);
    if (sent > 0)
        m_unsent.remove_prefix(static_cast<std::size_t>(sent));
    if (m_watchesWritable == m_unsent.empty()) {
        m_watchesWritable = !m_unsent.empty();
        m_poller.setWatchWritable(m_socket.number(), *this, m_watchesWritable);
    }
}

void Connection::onReady(bool readable, bool writable)
{
    if (!m_socket.isOpen())
        return;
    if (m_isConnecting) {
        m_isConnecting = false;
        if (hasFailed(m_socket)) {
            m_socket.close();
            return m_listener.onLost(*this);
        }
        m_listener.onConnected(*this);
    }
    if (writable && m_socket.isOpen() && m_watchesWritable)
        sendMore();
    if (readable && m_socket.isOpen())
        receive();
}

void Connection::receive()
{
    thread_local std::array<char, ReadBytes> buffer;
    const ssize_t received = recv(m_socket.number(), buffer.data(), buffer.size(), 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (received <= 0) {
        m_socket.close();
        return m_response.endsWithConnection() ? m_listener.onAnswered(*this)
                                               : m_listener.onLost(*this);
    }
    const auto progress =
        m_response.feed({buffer.data(), static_cast<std::size_t>(received)},
                        [this](std::string_view run) { m_listener.onPayload(*this, run); });
    if (progress != ResponseReader::Progress::InHead && !m_hadHead) {
        m_hadHead = true;
        m_listener.onFirstHead(*this);
    }
    if (progress == ResponseReader::Progress::Finished)
        m_listener.onAnswered(*this);
}

} // namespace llmproxy::bench
