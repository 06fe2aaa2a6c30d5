// SPDX-License-Identifier: MIT
#include "engine/net/tls_tickets.h"

#include <algorithm>
#include <openssl/ssl.h>
#include <utility>

namespace llmproxy::net {

void FreeSslSession::operator()(SSL_SESSION *session) const
{
    SSL_SESSION_free(session);
}

void TlsTickets::put(const QByteArray &authority, const SSL_SESSION *session)
{
    SslSession copy(SSL_SESSION_dup(session));
    if (!copy || SSL_SESSION_is_resumable(copy.get()) != 1)
        return;
    const std::lock_guard lock(m_mutex);
    if (m_shelves.size() >= MaxAuthorities && !m_shelves.contains(authority))
        dropOldestAuthority();
    Shelf &shelf = m_shelves[authority];
    shelf.lastPut = ++m_puts;
    shelf.sessions.push_back(std::move(copy));
    if (shelf.sessions.size() > PerAuthority)
        shelf.sessions.pop_front();
}

SslSession TlsTickets::take(const QByteArray &authority)
{
    const std::lock_guard lock(m_mutex);
    const auto shelf = m_shelves.find(authority);
    if (shelf == m_shelves.end() || shelf->second.sessions.empty())
        return {};
    SslSession &newest = shelf->second.sessions.back();
    if (SSL_SESSION_get_protocol_version(newest.get()) < TLS1_3_VERSION)
        return SslSession(SSL_SESSION_dup(newest.get()));
    SslSession taken = std::move(newest);
    shelf->second.sessions.pop_back();
    return taken;
}

void TlsTickets::dropOldestAuthority()
{
    m_shelves.erase(
        std::min_element(m_shelves.begin(), m_shelves.end(), [](const auto &a, const auto &b) {
            return a.second.lastPut < b.second.lastPut;
        }));
}

} // namespace llmproxy::net
