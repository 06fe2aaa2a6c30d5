// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/net/endpoint.h"

namespace llmproxy::redis {

/// Which Redis, and how long it may take.
struct Settings
{
    net::Endpoint endpoint; ///< with a TLS context for rediss://
    QByteArray user;        ///< of an ACL; empty: the default one
    QByteArray password;    ///< secret; empty: none is asked for
    int db = 0;
    bool isCluster = false; ///< the server may name others, see Servers
    /// Of an operation that a request waits for, at most. What takes longer counts as a failure.
    Duration budget = std::chrono::milliseconds(50);
    QByteArray aliveKey; ///< written once a connection is made, to see that writing works
};

/// "cache:6379", for people.
QByteArray placeOf(const Settings &settings);

} // namespace llmproxy::redis
