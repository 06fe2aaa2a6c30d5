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
    EndedBy endedBy = EndedBy::Nobody;
    QByteArray error; ///< "connect", "timeout_header", …; empty if none
    /// The rate limit that it is over, "user:alice, requests of the minute"; with an answer of the
    /// provider all the same it was let through, as the limits are only tried out.
    QByteArray overLimit;
    int attempts = 0;
    qint64 bytesIn = 0;  ///< request body as received, bytes
    qint64 bytesOut = 0; ///< response body as sent, bytes
    std::optional<Duration> firstByte;
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
