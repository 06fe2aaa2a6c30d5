// SPDX-License-Identifier: MIT
#include "engine/http/host_policy.h"

#include "engine/http/head_check.h"

namespace llmproxy::http {

bool isAllowedHost(QByteArrayView authority, const HostPolicy &policy)
{
    const auto parsed = parseAuthority(authority);
    if (!parsed)
        return false;
    return parsed->host == "localhost" || parsed->host == "127.0.0.1" || parsed->host == "[::1]"
           || (!policy.ownAddress.isEmpty() && parsed->host == policy.ownAddress)
           || policy.allowedHosts.contains(parsed->host);
}

bool isAllowedOrigin(QByteArrayView origin, const HostPolicy &policy)
{
    const qsizetype schemeEnd = origin.indexOf("://");
    return schemeEnd > 0 && isAllowedHost(origin.sliced(schemeEnd + 3), policy);
}

} // namespace llmproxy::http
