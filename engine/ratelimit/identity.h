// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"
#include "engine/ratelimit/scopes.h"

namespace llmproxy::ratelimit {

/// Names API keys without keeping them: HMAC-SHA256 under a secret that nobody else has, so that
/// a name tells nothing of the key and cannot be tried out.
class KeyDigest
{
public:
    /// `secret`: 32 random bytes, made at the start of the process; processes that share a store
    /// share it too.
    explicit KeyDigest(QByteArray secret);

    /// 32 hexadecimal digits; nothing for no key.
    QByteArray of(QByteArrayView key) const;

private:
    QByteArray m_secret;
};

/// What is known of a caller besides the request's head.
struct CallerHints
{
    QByteArray metaUser;          ///< of /meta/{user}/…, decoded
    QByteArray bodyUser;          ///< that the provider's body field names
    QByteArray peer;              ///< address of the connection, without the port
    bool trustsForwarded = false; ///< the peer is a proxy whose X-Forwarded-For is believed
};

/// The API key and the user of a request.
///
/// The key is the first of: Authorization: Bearer, x-api-key, x-goog-api-key, the query's `key`.
/// A SigV4 Authorization is none. The user is the first of: the meta user, X-User-ID, the body's
/// user, the query's `llm_user_id`, "token:" and 16 digits of the bearer token's digest, "ip:" and
/// the address.
Caller callerOf(const http::RequestHead &head, const CallerHints &hints, const KeyDigest &digest);

} // namespace llmproxy::ratelimit
