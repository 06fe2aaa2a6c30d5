// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/host_policy.h"
#include "engine/proxy/local_reply.h"

#include <optional>

namespace llmproxy::proxy {

/// What a browser may ask for without saying from which page, as a picture is.
enum class SilentSites : quint8 {
    AllButForeign, ///< pages of this site, whatever their port
    OwnOnly,       ///< pages of this very origin alone
};

/// Against pages of other origins and DNS rebinding: 421 for a Host that is none of the policy's,
/// 403 for such an Origin, or for a silent request of a page that is not of `sites`. Nullopt: the
/// caller may ask. Whoever is refused, the connection ends with it.
std::optional<LocalError> foreignCaller(const http::RequestHead &head,
                                        QByteArrayView authority,
                                        const http::HostPolicy &policy,
                                        SilentSites sites);

} // namespace llmproxy::proxy
