// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/limits.h"

namespace llmproxy::ratelimit {

/// Who calls, as far as a request tells. An empty name: not known.
struct Caller
{
    QByteArray key;      ///< of the API key, what KeyDigest makes of it; never the key
    QByteArray keyShown; ///< the key masked, for people
    QByteArray user;

    bool operator==(const Caller &) const = default;
};

/// For whom a call counts. A dimension with an empty name is neither counted nor limited.
struct Scopes
{
    QByteArray provider;
    QByteArray model;
    Caller caller;

    bool operator==(const Scopes &) const = default;
    /// The counter's name; "global" for Global.
    const QByteArray &name(Dimension dimension) const;
};

/// A scope as people see it: "global", "user:alice", "key:sk-…cdef". `name` of a key: masked.
QByteArray shownScope(Dimension dimension, const QByteArray &name);

/// A name from outside as a counter's name: itself, or if it has more than MaxNameBytes its
/// beginning and a digest, so that different names stay different.
QByteArray boundedName(const QByteArray &name);
inline constexpr qsizetype MaxNameBytes = 128;
/// With every name bounded.
Scopes bounded(Scopes scopes);

} // namespace llmproxy::ratelimit
