// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <openssl/types.h>

namespace llmproxy::net {

/// What OpenSSL reads from and writes to in place of a socket: bytes that the caller holds. It
/// keeps none itself, so it costs an idle connection nothing.
struct TlsWire
{
    QByteArrayView *incoming = nullptr; ///< what is read is taken off its front; null: nothing
    QByteArray *outgoing = nullptr;     ///< what is written is appended; null: nothing may be

    /// A BIO over `wire`, which must outlive it. Null when memory is out.
    static BIO *newBio(TlsWire *wire);
};

} // namespace llmproxy::net
