// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"
#include "engine/ratelimit/scopes.h"

#include <array>

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

/// The names of the keys that were seen lately, so that not every request costs two HMACs. It
/// keeps no key, only hashes of them under secret seeds. One thread at a time.
class KeyNames
{
public:
    /// `seeds` are random. `digest` must outlive it.
    KeyNames(const KeyDigest &digest, const std::array<std::size_t, 2> &seeds)
        : m_digest(digest)
        , m_seeds(seeds)
    {}

    /// As KeyDigest::of().
    QByteArray of(QByteArrayView key);

private:
    struct Known
    {
        std::array<std::size_t, 2> hashes{};
        QByteArray name;
    };
    static constexpr std::size_t MostKnown = 64;

    const KeyDigest &m_digest;
    const std::array<std::size_t, 2> m_seeds;
    std::array<Known, MostKnown> m_known;
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
Caller callerOf(const http::RequestHead &head, const CallerHints &hints, KeyNames &names);

/// The same for who only shows it: the key is masked and has no name, and the user is one that was
/// named, else empty.
Caller shownCallerOf(const http::RequestHead &head, const CallerHints &hints);

} // namespace llmproxy::ratelimit
