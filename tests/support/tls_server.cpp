// SPDX-License-Identifier: MIT
#include "tests/support/tls_server.h"

#include <algorithm>
#include <array>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <utility>

namespace llmproxy::test {

namespace {

void require(bool done)
{
    if (!done)
        qFatal("OpenSSL made no TLS server");
}

int chooseAlpn(SSL *,
               const unsigned char **chosen,
               unsigned char *size,
               const unsigned char *,
               unsigned,
               void *settings)
{
    const auto *const server = static_cast<const TlsServerSettings *>(settings);
    if (server->refusesAlpn)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    if (server->alpn.isEmpty())
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = reinterpret_cast<const unsigned char *>(server->alpn.constData());
    *size = static_cast<unsigned char>(server->alpn.size());
    return SSL_TLSEXT_ERR_OK;
}

/// Where an SSL keeps the ALPN that its client offered.
int offerIndex()
{
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int noteOffer(SSL *ssl, int *, void *)
{
    const unsigned char *offer = nullptr;
    std::size_t size = 0;
    auto *const kept = static_cast<QByteArray *>(SSL_get_ex_data(ssl, offerIndex()));
    constexpr std::size_t listLength = 2; // the extension begins with the length of the list
    if (SSL_client_hello_get0_ext(
            ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &offer, &size)
            == 1
        && size > listLength)
        *kept = QByteArray(reinterpret_cast<const char *>(offer) + listLength,
                           qsizetype(size - listLength));
    return SSL_CLIENT_HELLO_SUCCESS;
}

} // namespace

TlsServerContext::TlsServerContext(TlsServerSettings settings)
    : m_settings(std::move(settings))
    , m_context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free)
{
    SSL_CTX *const ssl = native();
    require(ssl != nullptr);
    // Level 0: the tests' servers show certificates and versions that nobody should accept.
    SSL_CTX_set_security_level(ssl, 0);
    require(SSL_CTX_set_cipher_list(ssl, "ALL") == 1);
    require(SSL_CTX_set_min_proto_version(ssl, m_settings.oldestVersion) == 1);
    require(SSL_CTX_set_max_proto_version(ssl, m_settings.newestVersion) == 1);
    require(SSL_CTX_use_certificate(ssl, m_settings.identity.certificate.get()) == 1);
    require(SSL_CTX_use_PrivateKey(ssl, m_settings.identity.key.get()) == 1);
    for (const Identity &intermediate : m_settings.intermediates)
        require(SSL_CTX_add1_chain_cert(ssl, intermediate.certificate.get()) == 1);
    SSL_CTX_set_alpn_select_cb(ssl, chooseAlpn, &m_settings);
    SSL_CTX_set_client_hello_cb(ssl, noteOffer, nullptr);
    if (!m_settings.offersResumption) {
        SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(ssl, 0);
        SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    }
    const QByteArray sessionContext("tests");
    SSL_CTX_set_session_id_context(
        ssl,
        reinterpret_cast<const unsigned char *>(sessionContext.constData()),
        unsigned(sessionContext.size()));
}

TlsServer::TlsServer(TlsServerContext &context)
    : m_recordSize(context.settings().recordSize)
    , m_ssl(SSL_new(context.native()), SSL_free)
    , m_offer(std::make_unique<QByteArray>())
{
    require(m_ssl != nullptr);
    SSL_set_bio(m_ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_ex_data(m_ssl.get(), offerIndex(), m_offer.get());
    SSL_set_accept_state(m_ssl.get());
}

void TlsServer::feed(const QByteArray &cipher)
{
    ERR_clear_error();
    if (!cipher.isEmpty())
        BIO_write(SSL_get_rbio(m_ssl.get()), cipher.constData(), int(cipher.size()));
    std::array<char, 16'384> buffer{};
    int got = 0;
    while ((got = SSL_read(m_ssl.get(), buffer.data(), int(buffer.size()))) > 0)
        m_plain.append(buffer.data(), got);
    const int error = SSL_get_error(m_ssl.get(), got);
    m_failed = m_failed || error == SSL_ERROR_SSL;
    ERR_clear_error();
}

QByteArray TlsServer::takeCipher()
{
    BIO *const bio = SSL_get_wbio(m_ssl.get());
    QByteArray cipher(qsizetype(BIO_ctrl_pending(bio)), Qt::Uninitialized);
    if (!cipher.isEmpty())
        BIO_read(bio, cipher.data(), int(cipher.size()));
    return cipher;
}

QByteArray TlsServer::takePlain()
{
    return std::exchange(m_plain, {});
}

void TlsServer::write(const QByteArray &plain)
{
    for (qsizetype at = 0; at < plain.size(); at += m_recordSize) {
        const auto size = int(std::min(m_recordSize, plain.size() - at));
        require(SSL_write(m_ssl.get(), plain.constData() + at, size) == size);
    }
}

void TlsServer::sendCloseNotify()
{
    SSL_shutdown(m_ssl.get());
}

void TlsServer::requestRenegotiation()
{
    SSL_renegotiate(m_ssl.get());
    SSL_do_handshake(m_ssl.get());
}

void TlsServer::updateKeys()
{
    require(SSL_key_update(m_ssl.get(), SSL_KEY_UPDATE_REQUESTED) == 1);
    SSL_do_handshake(m_ssl.get());
}

bool TlsServer::isOpen() const
{
    return SSL_is_init_finished(m_ssl.get()) == 1;
}

bool TlsServer::isResumed() const
{
    return SSL_session_reused(m_ssl.get()) == 1;
}

bool TlsServer::sawCloseNotify() const
{
    return (SSL_get_shutdown(m_ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

QByteArray TlsServer::serverName() const
{
    return SSL_get_servername(m_ssl.get(), TLSEXT_NAMETYPE_host_name);
}

} // namespace llmproxy::test
