// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/http/proxy_bypass.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <optional>

namespace llmproxy::http {

/// Environment variables by name.
using Environment = QHash<QByteArray, QByteArray>;

/// The HTTP proxy on the way to an upstream. It is asked for a tunnel with CONNECT, whatever the
/// scheme of the upstream.
struct OutboundProxy
{
    QByteArray host; ///< lower case; an IPv6 literal without brackets
    quint16 port = 0;
    QByteArray authorization; ///< value of Proxy-Authorization, for the CONNECT alone; empty: none

    bool operator==(const OutboundProxy &) const = default;
};

/// Which outbound proxy each upstream is reached through, if any.
///
/// The proxy comes, first found first taken, from the configured value, the variable of the
/// upstream's scheme (https_proxy, HTTPS_PROXY; http_proxy, HTTP_PROXY), all_proxy, ALL_PROXY.
/// A variable that is set but empty counts as not set. What NO_PROXY lists (see ProxyBypass) and
/// every loopback host are reached directly, whoever named the proxy.
///
/// A proxy is written as [http://][user[:password]@]host[:port]; user and password may be
/// percent-encoded, the port is 80 if not given.
class OutboundProxies
{
public:
    /// `configured` is the value of features.upstream.proxy; empty: the environment decides.
    OutboundProxies(const Environment &environment, const QByteArray &configured);

    /// The proxy for an upstream, or nothing for a direct connection. The error says, for people
    /// and without any credentials, why the proxy that applies cannot be used (https:// and
    /// socks proxies are not spoken); it is the same each time, so ask once at start.
    Result<std::optional<OutboundProxy>, QString>
    proxyFor(QByteArrayView scheme, QByteArrayView host, quint16 port) const;

private:
    using Choice = Result<std::optional<OutboundProxy>, QString>;

    Choice m_forHttps;
    Choice m_forHttp;
    ProxyBypass m_bypass;
};

} // namespace llmproxy::http
