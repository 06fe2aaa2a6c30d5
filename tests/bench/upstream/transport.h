// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/upstream/tls.h"
#include "tests/bench/wire/descriptor.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace llmproxy::bench {

/// Bytes to and from one accepted socket, with or without TLS on top.
class Transport
{
public:
    /// `tls` may be null: plain TCP.
    Transport(Descriptor socket, SSL_CTX *tls);

    /// Bytes moved, 0 when it would block, nothing when the connection is over.
    std::optional<std::size_t> read(std::span<char> buffer);
    std::optional<std::size_t> write(std::string_view bytes);

    int descriptor() const { return m_socket.number(); }
    bool hasHandshaken() const { return m_session && SSL_is_init_finished(m_session.get()) == 1; }
    bool hasResumed() const { return m_session && SSL_session_reused(m_session.get()) == 1; }

    /// Sends what the closing of a finished response needs: FIN, or TLS's close_notify before it.
    void finishSending();

private:
    std::optional<std::size_t> tlsResult(int result) const;

    Descriptor m_socket;
    TlsSession m_session; // goes before the socket
};

} // namespace llmproxy::bench
