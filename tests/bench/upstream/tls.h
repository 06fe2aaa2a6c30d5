// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <openssl/ssl.h>
#include <string>

namespace llmproxy::bench {

struct FreeTls
{
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    void operator()(SSL *session) const { SSL_free(session); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTls>;
using TlsSession = std::unique_ptr<SSL, FreeTls>;

/// A server context with session tickets; none when the PEM files cannot be used.
TlsContext makeTlsContext(const std::string &certificateFile, const std::string &keyFile);

} // namespace llmproxy::bench
