// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <openssl/types.h>

namespace llmproxy::net {

enum class TlsFault {
    None,
    NotTrusted,       ///< the server's certificate: a matter of set-up, trying again is no use
    NoCommonProtocol, ///< the server speaks no TLS >= 1.2, or not HTTP/1.1
    Alert,            ///< the server broke it off with an alert
    Malformed,        ///< what came was no TLS, or was damaged
};

/// Why a TLS session failed.
struct TlsError
{
    TlsFault fault = TlsFault::None;
    QString text; ///< for people; names hosts and certificates, never a URL
};

/// The error for a certificate that OpenSSL just found wanting, called from within its
/// verification. `host` is the name that it should have been for.
TlsError distrust(X509_STORE_CTX *verification, const QByteArray &host);

/// The error for what stands first in this thread's OpenSSL error queue, which it empties.
TlsError takeQueuedError();

} // namespace llmproxy::net
