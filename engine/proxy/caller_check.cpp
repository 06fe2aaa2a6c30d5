// SPDX-License-Identifier: MIT
#include "engine/proxy/caller_check.h"

namespace llmproxy::proxy {

namespace {

bool isForeignPage(const http::RequestHead &head, const http::HostPolicy &policy, SilentSites sites)
{
    if (const auto origin = head.find("origin"))
        return !http::isAllowedOrigin(*origin, policy);
    // A picture that a page loads from here is asked for without an Origin.
    const QByteArrayView site = head.find("sec-fetch-site").value_or("");
    return site == "cross-site" || (sites == SilentSites::OwnOnly && site == "same-site");
}

} // namespace

std::optional<LocalError> foreignCaller(const http::RequestHead &head,
                                        QByteArrayView authority,
                                        const http::HostPolicy &policy,
                                        SilentSites sites)
{
    if (!http::isAllowedHost(authority, policy))
        return LocalError{
            421, "The Host is none of this server's", "wrong_host", Source::Proxy, true};
    if (isForeignPage(head, policy, sites))
        return LocalError{403,
                          "Pages of this origin may not call this route",
                          "origin_not_allowed",
                          Source::Proxy,
                          true};
    return std::nullopt;
}

} // namespace llmproxy::proxy
