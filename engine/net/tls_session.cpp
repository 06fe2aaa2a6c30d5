// SPDX-License-Identifier: MIT
#include "engine/net/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <utility>

namespace llmproxy::net {

namespace {

constexpr qsizetype RecordSize = 16'384;
constexpr qsizetype RecordOverhead = 32; // header, explicit nonce, tag: at most 29 with AEAD

/// What is verified and sent as SNI has neither brackets nor the dot of an absolute name.
QByteArray bareHost(QByteArrayView host)
{
    if (host.startsWith('[') && host.endsWith(']'))
        host = host.sliced(1, host.size() - 2);
    else if (host.endsWith('.'))
        host.chop(1);
    return host.toByteArray().toLower();
}

} // namespace

/// One call into the session: lends the caller's bytes to OpenSSL for as long as it lasts.
struct TlsSession::Turn
{
    Turn(TlsSession &session, QByteArrayView *incoming, QByteArray *outgoing)
        : m_session(session)
    {
        m_session.m_wire = {incoming, outgoing};
        // SSL_get_error() judges by this thread's queue, where something else may have left a
        // word.
        ERR_clear_error();
    }
    ~Turn() { m_session.m_wire = {}; }
    Q_DISABLE_COPY_MOVE(Turn)

private:
    TlsSession &m_session;
};

TlsSession::TlsSession(std::shared_ptr<TlsContext> context)
    : m_context(std::move(context))
{}

TlsSession::~TlsSession() = default;

void TlsSession::start(QByteArrayView host, quint16 port, QByteArray &out)
{
    Q_ASSERT_X(m_state == State::Idle, "TlsSession::start", "a session starts once");
    m_host = bareHost(host);
    m_authority = m_host + ':' + QByteArray::number(port);
    m_ssl = m_context->newConnection(m_authority);
    BIO *const bio = m_ssl ? TlsWire::newBio(&m_wire) : nullptr;
    if (!bio) {
        fail({TlsFault::Malformed, QStringLiteral("TLS cannot be set up")});
        return;
    }
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_app_data(m_ssl.get(), this);
    SSL_set_verify(m_ssl.get(), SSL_VERIFY_PEER, onVerified);
    if (!setPeer()) {
        fail({TlsFault::NotTrusted, QStringLiteral("the host's name cannot be verified")});
        return;
    }
    m_state = State::Handshaking;
    const Turn turn(*this, nullptr, &out);
    handshake();
}

std::size_t TlsSession::receive(QByteArrayView &cipher, std::span<char> plain, QByteArray &out)
{
    const Turn turn(*this, &cipher, &out);
    if (m_state == State::Handshaking)
        handshake();
    std::size_t filled = 0;
    while (m_state == State::Open && filled < plain.size()) {
        std::size_t got = 0;
        const auto room = plain.subspan(filled);
        if (SSL_read_ex(m_ssl.get(), room.data(), room.size(), &got) != 1) {
            if (SSL_get_error(m_ssl.get(), 0) != SSL_ERROR_WANT_READ)
                stop();
            break;
        }
        filled += got;
    }
    if (m_state == State::Closed)
        cipher = {}; // what comes behind the end says nothing
    return filled;
}

bool TlsSession::encrypt(QByteArrayView plain, QByteArray &out)
{
    const Turn turn(*this, nullptr, &out);
    out.reserve(out.size() + plain.size() + (plain.size() / RecordSize + 1) * RecordOverhead);
    while (m_state == State::Open && !plain.isEmpty()) {
        std::size_t taken = 0;
        const auto size = static_cast<std::size_t>(plain.size());
        if (SSL_write_ex(m_ssl.get(), plain.data(), size, &taken) != 1)
            stop();
        plain = plain.sliced(static_cast<qsizetype>(taken));
    }
    return m_state == State::Open;
}

void TlsSession::close(QByteArray &out)
{
    const Turn turn(*this, nullptr, &out);
    if (m_state == State::Open)
        SSL_shutdown(m_ssl.get());
    m_state = State::Closed;
}

bool TlsSession::isResumed() const
{
    return m_ssl && SSL_session_reused(m_ssl.get()) == 1;
}

/// Notes why a certificate is refused. The verdict passes through unchanged.
int TlsSession::onVerified(int ok, X509_STORE_CTX *verification)
{
    const auto *const ssl = static_cast<SSL *>(
        X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto *const self = static_cast<TlsSession *>(SSL_get_app_data(ssl));
    if (ok != 1)
        self->m_error = distrust(verification, self->m_host);
    return ok;
}

bool TlsSession::setPeer()
{
    X509_VERIFY_PARAM *const param = SSL_get0_param(m_ssl.get());
    if (m_host.isEmpty() || m_host.contains('\0'))
        return false;
    if (X509_VERIFY_PARAM_set1_ip_asc(param, m_host.constData()) == 1)
        return true; // RFC 6066 §3: an address is not sent as a name
    // RFC 9525 §6.3: of names, only those in subjectAltName count, and a wildcard stands for
    // one whole label.
    X509_VERIFY_PARAM_set_hostflags(
        param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const auto size = static_cast<std::size_t>(m_host.size());
    return X509_VERIFY_PARAM_set1_host(param, m_host.constData(), size) == 1
           && SSL_ctrl(m_ssl.get(),
                       SSL_CTRL_SET_TLSEXT_HOSTNAME,
                       TLSEXT_NAMETYPE_host_name,
                       m_host.data())
                  == 1;
}

void TlsSession::handshake()
{
    const int done = SSL_do_handshake(m_ssl.get());
    if (done != 1) {
        if (SSL_get_error(m_ssl.get(), done) != SSL_ERROR_WANT_READ)
            stop();
        return;
    }
    // RFC 7301 §3.2: a server may not choose what was not offered; OpenSSL leaves that to us.
    const unsigned char *chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &chosen, &size);
    if (size > 0 && QByteArrayView(chosen, size) != "http/1.1") {
        SSL_shutdown(m_ssl.get());
        fail({TlsFault::NoCommonProtocol, QStringLiteral("the server does not speak HTTP/1.1")});
        return;
    }
    m_state = State::Open;
}

/// OpenSSL will not go on: the peer has closed, or something is wrong.
void TlsSession::stop()
{
    const bool peerClosed =
        (SSL_get_shutdown(m_ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0 && ERR_peek_error() == 0;
    if (!peerClosed) {
        TlsError queued = takeQueuedError();
        fail(m_error.fault == TlsFault::NotTrusted ? m_error : std::move(queued));
    } else if (m_state == State::Handshaking) {
        fail({TlsFault::Alert, QStringLiteral("the server closed TLS before it stood")});
    } else {
        m_peerClosed = true;
        m_state = State::Closed;
    }
}

void TlsSession::fail(TlsError error)
{
    m_error = std::move(error);
    m_state = State::Closed;
}

} // namespace llmproxy::net
