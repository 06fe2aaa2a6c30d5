// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/outbound_proxy.h"
#include "engine/net/tls_context.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace llmproxy::net {

/// Where connections to an upstream lead. Two connections with the same `key` are as good as each
/// other.
struct Endpoint
{
    QByteArray host; ///< name or IP literal (IPv6 without brackets); also what TLS verifies
    quint16 port = 0;
    std::shared_ptr<TlsContext> tls;          ///< null: plain HTTP
    std::optional<http::OutboundProxy> proxy; ///< tunnelled through it
    QByteArray key;                           ///< "https://host:port"
};

/// How long the phases of getting a connection may take, and how long one may wait unused.
struct UpstreamTimeouts
{
    Duration connect = std::chrono::seconds(30); ///< name, TCP and tunnel together
    Duration tlsHandshake = std::chrono::seconds(10);
    Duration idle = std::chrono::seconds(90);
    Duration lifetime = std::chrono::minutes(5); ///< so that changes in DNS are followed
};

} // namespace llmproxy::net
