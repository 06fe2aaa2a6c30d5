// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/certificates.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <openssl/types.h>

namespace llmproxy::test {

/// How a TLS server of the tests behaves. By default it is a good one.
struct TlsServerSettings
{
    Identity identity = {};
    QList<Identity> intermediates = {}; ///< sent along with the identity
    int oldestVersion = 0x0303;         ///< TLS1_2_VERSION; 0: whatever OpenSSL has
    int newestVersion = 0;              ///< 0: whatever OpenSSL has
    QByteArray alpn = "http/1.1";       ///< chosen whatever the client offers; empty: none
    bool offersResumption = true;
    bool refusesAlpn = false;      ///< answers any offer with no_application_protocol
    qsizetype recordSize = 16'384; ///< of plaintext; the most that one record carries
};

/// The server's side of many connections, with the keys to resume their sessions.
class TlsServerContext
{
public:
    explicit TlsServerContext(TlsServerSettings settings);

    const TlsServerSettings &settings() const { return m_settings; }
    SSL_CTX *native() const { return m_context.get(); }

private:
    TlsServerSettings m_settings;
    std::shared_ptr<SSL_CTX> m_context;
};

/// One connection's server end, in memory: what the client sent goes into feed(), what is to go
/// to the client comes out of takeCipher().
class TlsServer
{
public:
    explicit TlsServer(TlsServerContext &context);

    void feed(const QByteArray &cipher);
    QByteArray takeCipher();
    QByteArray takePlain(); ///< what the client said since the last call

    void write(const QByteArray &plain);
    void sendCloseNotify();
    /// Asks a TLS 1.2 client for a new handshake.
    void requestRenegotiation();
    /// Sends new keys and asks for the peer's (TLS 1.3).
    void updateKeys();

    bool isOpen() const;
    bool isResumed() const;
    bool sawCloseNotify() const;
    bool failed() const { return m_failed; }
    QByteArray serverName() const;                      ///< SNI; empty: none was sent
    QByteArray offeredAlpn() const { return *m_offer; } ///< each name behind its length

private:
    qsizetype m_recordSize;
    std::shared_ptr<SSL> m_ssl;
    std::unique_ptr<QByteArray> m_offer; // m_ssl points to it
    QByteArray m_plain;
    bool m_failed = false;
};

} // namespace llmproxy::test
