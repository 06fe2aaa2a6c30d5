// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/cost/charge.h"
#include "engine/usage/token_usage.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace llmproxy::traffic {

/// How far an exchange has come.
enum class Phase { Request, Upstream, Streaming, Done };

/// Who ended an exchange that did not end well.
enum class EndedBy { Nobody, Client, Upstream, Proxy, Timeout };

/// One try to have an exchange answered upstream.
struct Attempt
{
    Duration at{};     ///< from the exchange's start
    Duration waited{}; ///< for it, after the try before
    Duration took{};   ///< to the answer's head, or to its failure
    int status = 0;    ///< 0: no answer came
    QByteArray error;  ///< why none came: "connect", "timeout_header", …; empty if one did
    QByteArray kind; ///< what the breaker made of it: "http_503", "connection_reset"; may be empty

    bool operator==(const Attempt &) const = default;
};

/// One client request and all that was done for it, as shown, logged and stored. Secrets are
/// masked before a record exists. Durations are measured from `at`; an absent one did not happen.
struct ExchangeRecord
{
    qint64 id = 0;
    quint64 revision = 0; ///< rises with every change of any record
    TimePoint at;
    QByteArray client; ///< "127.0.0.1:51234"
    QByteArray user;   ///< whom the request names; empty if nobody
    QByteArray key;    ///< of the caller, masked: "sk-…cdef"; empty if none
    QByteArray provider;
    QByteArray method;
    QByteArray target;     ///< as received, secrets masked
    QByteArray model;      ///< empty until known
    QByteArray requestId;  ///< the provider's; empty if it told none
    int status = 0;        ///< 0: nothing was answered
    bool madeHere = false; ///< the proxy made the answer itself
    bool streaming = false;
    Phase phase = Phase::Request;
    Phase endedIn = Phase::Request; ///< the phase that it ended in, once it is done
    EndedBy endedBy = EndedBy::Nobody;
    QByteArray error; ///< "connect", "timeout_header", …; empty if none
    /// The rate limit that it is over, "user:alice, requests of the minute"; with an answer of the
    /// provider all the same it was let through, as the limits are only tried out.
    QByteArray overLimit;
    /// What the breaker said: "pass", "probe", "blocked", "observed", "bypassed"; empty: it is off.
    QByteArray breaker;
    QByteArray failureClass; ///< "provider_degraded", "localized_rate_limit", …; empty if none
    QByteArray failureKind;  ///< "http_503", "connection_reset", …; empty if none
    QByteArray testMode;     ///< that it ran under: "force_degraded"; empty if none
    int attempts = 0;        ///< connections that it was sent on
    QList<Attempt> tries;    ///< one by one, where the first did not settle it; else empty
    qint64 bytesIn = 0;      ///< request body as received, bytes
    qint64 bytesOut = 0;     ///< response body as sent, bytes
    qint64 pieces = 0;       ///< that the response body came in
    std::optional<Duration> headAt;     ///< the response's head
    std::optional<Duration> firstByte;  ///< of the response's body
    std::optional<Duration> longestGap; ///< between two pieces of the response's body
    std::optional<Duration> total;
    QByteArray finishReason; ///< the provider's word; empty if it told none
    usage::TokenUsage usage;
    cost::Charge cost; ///< once it is done

    bool operator==(const ExchangeRecord &) const = default;
};

/// What changed in the live window since a cursor.
struct RecordDelta
{
    QList<ExchangeRecord> changed; ///< new and changed records, oldest change first
    qint64 evictedUpTo = 0;        ///< records up to this id are gone from the live window
    quint64 cursor = 0;            ///< pass to the next call
};

} // namespace llmproxy::traffic
