// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/tls.h"

#include <array>

namespace llmproxy::bench {

TlsContext makeTlsContext(const std::string &certificateFile, const std::string &keyFile)
{
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificateFile.c_str()) != 1
        || SSL_CTX_use_PrivateKey_file(context.get(), keyFile.c_str(), SSL_FILETYPE_PEM) != 1)
        return nullptr;
    // The unsent rest of an output buffer may move when more is appended to it.
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    constexpr std::array<unsigned char, 5> sessionContext{'b', 'e', 'n', 'c', 'h'};
    SSL_CTX_set_session_id_context(context.get(), sessionContext.data(), sessionContext.size());
    return context;
}

} // namespace llmproxy::bench
