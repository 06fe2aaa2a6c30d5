// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <deque>
#include <map>
#include <memory>
#include <mutex>
struct ssl_session_st; // OpenSSL's SSL_SESSION, which its openssl/types.h leaves out

namespace llmproxy::net {

struct FreeSslSession
{
    void operator()(ssl_session_st *session) const;
};
using SslSession = std::unique_ptr<ssl_session_st, FreeSslSession>;

/// The sessions that servers offered to resume, by authority ("host:port"), in memory alone.
/// Each TlsContext has its own, so a session never serves another set of trusted authorities
/// than the one it was verified with.
///
/// Any thread may call it. No SSL_SESSION in it is known to any connection: OpenSSL goes on
/// writing to the one that a connection holds.
class TlsTickets final
{
public:
    static constexpr std::size_t PerAuthority = 4;
    static constexpr std::size_t MaxAuthorities = 256;

    /// Keeps a copy of `session`. When there is no room the authority's oldest goes, or the
    /// authority that was put to longest ago.
    void put(const QByteArray &authority, const ssl_session_st *session);

    /// The newest session of the authority, or none. One of TLS 1.3 is taken out, for its ticket
    /// may be used but once (RFC 8446 §C.4); an older one stays for the next.
    SslSession take(const QByteArray &authority);

private:
    struct Shelf
    {
        std::deque<SslSession> sessions; ///< the newest is last
        quint64 lastPut = 0;
    };

    void dropOldestAuthority();

    std::mutex m_mutex;
    std::map<QByteArray, Shelf> m_shelves; // guarded by m_mutex
    quint64 m_puts = 0;                    // guarded by m_mutex
};

} // namespace llmproxy::net
