// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/server_connection.h"

#include <algorithm>
#include <array>
#include <utility>

namespace llmproxy::bench {
namespace {

constexpr std::size_t ReadBytes = 262144;
constexpr std::size_t BlobPieceBytes = 262144;

} // namespace

ServerConnection::ServerConnection(Poller &poller, Owner &owner, Transport transport)
    : m_poller(poller)
    , m_owner(owner)
    , m_transport(std::move(transport))
{
    m_poller.add(m_transport.descriptor(), *this, false);
}

void ServerConnection::onReady(bool readable, bool writable)
{
    if (writable && !m_isClosed)
        sendUnsent();
    if (readable && !m_isClosed)
        receive();
}

void ServerConnection::receive()
{
    thread_local std::array<char, ReadBytes> buffer;
    // TLS may hold decrypted bytes of which the poller knows nothing, so read until there are none.
    while (!m_isClosed) {
        const auto count = m_transport.read(buffer);
        noteHandshake();
        if (!count)
            return close();
        if (*count == 0)
            return;
        takeRequests({buffer.data(), *count});
        if (*count < buffer.size() && !m_hasHandshaken)
            return;
    }
}

void ServerConnection::takeRequests(std::string_view bytes)
{
    while (!bytes.empty() && !m_isClosed) {
        if (m_isAnswering) {
            m_unread.append(bytes);
            return;
        }
        if (const auto request = m_requests.next(bytes))
            m_owner.onRequest(*this, *request);
    }
}

void ServerConnection::noteHandshake()
{
    if (m_hasHandshaken || !m_transport.hasHandshaken())
        return;
    m_hasHandshaken = true;
    m_owner.onHandshake(m_transport.hasResumed());
}

void ServerConnection::send(std::string_view bytes)
{
    if (m_isClosed)
        return;
    if (m_unsent.empty() && m_blobLeft == 0) {
        const auto sent = m_transport.write(bytes);
        if (!sent)
            return close();
        bytes.remove_prefix(*sent);
    }
    if (bytes.empty())
        return;
    m_unsent.append(bytes);
    sendUnsent();
}

void ServerConnection::sendBlob(long bytes)
{
    m_blobLeft += bytes;
    sendUnsent();
}

void ServerConnection::sendUnsent()
{
    static const std::string filling(BlobPieceBytes, 'x');
    while (!m_unsent.empty() || m_blobLeft > 0) {
        const bool isBlob = m_unsent.empty();
        const std::size_t piece = std::min(filling.size(), static_cast<std::size_t>(m_blobLeft));
        const auto sent = m_transport.write(isBlob ? std::string_view(filling).substr(0, piece)
                                                   : std::string_view(m_unsent));
        if (!sent)
            return close();
        if (*sent == 0)
            break;
        if (isBlob)
            m_blobLeft -= static_cast<long>(*sent);
        else
            m_unsent.erase(0, *sent);
    }
    const bool isAllSent = m_unsent.empty() && m_blobLeft == 0;
    if (m_watchesWritable == isAllSent) {
        m_watchesWritable = !isAllSent;
        m_poller.setWatchWritable(m_transport.descriptor(), *this, m_watchesWritable);
    }
    if (isAllSent && m_finishesWhenSent)
        m_transport.finishSending();
}

void ServerConnection::finishSending()
{
    m_finishesWhenSent = true;
    sendUnsent();
}

void ServerConnection::endAnswer()
{
    m_isAnswering = false;
    const std::string unread = std::exchange(m_unread, {});
    takeRequests(unread);
}

void ServerConnection::close()
{
    if (std::exchange(m_isClosed, true))
        return;
    m_owner.onClosed(*this);
}

} // namespace llmproxy::bench
