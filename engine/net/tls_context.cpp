// SPDX-License-Identifier: MIT
#include "engine/net/tls_context.h"

#include <algorithm>
#include <array>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace llmproxy::net {

namespace {

constexpr int MinSecurityLevel = 2;

/// RFC 7301: each name behind its length.
constexpr std::array<unsigned char, 9> OfferedProtocols = {
    8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

/// Where an SSL keeps the address of its authority.
int authorityIndex()
{
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

void applyPolicy(SSL_CTX *context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context, 0); // whatever is newest
    SSL_CTX_set_security_level(context,
                               std::max(MinSecurityLevel, SSL_CTX_get_security_level(context)));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // An idle connection keeps no record buffers; one SSL_write makes one record, so that
    // TlsSession can go on with what is left.
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                         | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Whoever is listed as trusted is trusted, be it an intermediate authority.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_alpn_protos(context, OfferedProtocols.data(), OfferedProtocols.size());
}

} // namespace

void FreeSsl::operator()(SSL *ssl) const
{
    SSL_free(ssl);
}

void TlsContext::FreeContext::operator()(SSL_CTX *context) const
{
    SSL_CTX_free(context);
}

Result<std::shared_ptr<TlsContext>, TrustProblem> TlsContext::create(const TrustSources &sources)
{
    auto context = std::make_shared<TlsContext>(SSL_CTX_new(TLS_client_method()));
    SSL_CTX *const ssl = context->m_context.get();
    if (!ssl) {
        ERR_clear_error();
        return Failure<TrustProblem>(TrustProblem{
            QStringLiteral("OpenSSL"), QString(), QStringLiteral("TLS cannot be set up")});
    }
    if (auto trusted = loadTrust(SSL_CTX_get_cert_store(ssl), sources); !trusted)
        return Failure<TrustProblem>(std::move(trusted).error());
    applyPolicy(ssl);
    SSL_CTX_set_app_data(ssl, context.get());
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ssl, keepTicket);
    return context;
}

TlsContext::TlsContext(SSL_CTX *context)
    : m_context(context)
{}

TlsContext::~TlsContext() = default;

SslConnection TlsContext::newConnection(const QByteArray &authority)
{
    SslConnection connection(SSL_new(m_context.get()));
    if (!connection)
        return connection;
    SSL_set_connect_state(connection.get());
    // OpenSSL takes the pointer untyped and without const; only keepTicket() reads it.
    SSL_set_ex_data(connection.get(), authorityIndex(), const_cast<QByteArray *>(&authority));
    if (const SslSession session = m_tickets.take(authority))
        SSL_set_session(connection.get(), session.get());
    return connection;
}

int TlsContext::keepTicket(SSL *ssl, SSL_SESSION *session)
{
    auto *const self = static_cast<TlsContext *>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    const auto *const authority =
        static_cast<const QByteArray *>(SSL_get_ex_data(ssl, authorityIndex()));
    self->m_tickets.put(*authority, session);
    return 0; // the reference stays OpenSSL's: put() made a copy
}

} // namespace llmproxy::net
