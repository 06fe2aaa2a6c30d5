// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/tls_tickets.h"
#include "engine/net/tls_trust.h"

#include <memory>
#include <openssl/types.h>

namespace llmproxy::net {

struct FreeSsl
{
    void operator()(SSL *ssl) const;
};
using SslConnection = std::unique_ptr<SSL, FreeSsl>;

/// How TLS is spoken to upstreams: one OpenSSL context for one set of trusted authorities, and
/// the sessions to resume that were verified with it.
///
/// What holds for every connection, with no way to turn it off: TLS 1.2 or later, the peer's
/// certificate verified by OpenSSL at security level 2 (no SHA-1, RSA of 2048 bits or more),
/// HTTP/1.1 the only protocol offered, no renegotiation, no early data.
///
/// Immutable but for the tickets, which have their own lock: all threads share one.
class TlsContext final
{
public:
    static Result<std::shared_ptr<TlsContext>, TrustProblem> create(const TrustSources &sources);

    explicit TlsContext(SSL_CTX *context); ///< takes over what create() made
    ~TlsContext();
    Q_DISABLE_COPY_MOVE(TlsContext)

    /// The client end of a new connection to `authority` ("host:port"), set to resume an earlier
    /// session where there is one; the tickets that it gets are kept. Both `authority` and this
    /// context must outlive it. Null when memory is out.
    SslConnection newConnection(const QByteArray &authority);

private:
    static int keepTicket(SSL *ssl, ssl_session_st *session);

    struct FreeContext
    {
        void operator()(SSL_CTX *context) const;
    };
    std::unique_ptr<SSL_CTX, FreeContext> m_context;
    TlsTickets m_tickets;
};

} // namespace llmproxy::net
