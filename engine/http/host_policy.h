// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"

#include <QList>

namespace llmproxy::http {

/// Against DNS rebinding: whose name a caller may have dialled, and from which pages.
struct HostPolicy
{
    QList<QByteArray> allowedHosts; ///< lower case, without port, besides the loopback names
    QByteArray ownAddress; ///< the address the connection came in on, e.g. "192.168.1.5", "[::1]"
};

/// Is the host of `authority` ("name[:port]") a loopback name, the connection's own address, or
/// one that was allowed? Names are compared whole, never by prefix or suffix.
bool isAllowedHost(QByteArrayView authority, const HostPolicy &policy);

/// Is `origin` (Origin header, "scheme://host[:port]") of an allowed host? "null" is not.
bool isAllowedOrigin(QByteArrayView origin, const HostPolicy &policy);

} // namespace llmproxy::http
