// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/fault_rules.h"
#include "engine/http/head.h"

#include <variant>

namespace llmproxy::circuit {

/// As much of an error body as is looked at, decoded.
inline constexpr qsizetype MaxErrorBodyBytes = qsizetype(64) * 1024;

/// An answer's head. Of an answer that is no error the body is not looked at.
struct Answer
{
    const http::ResponseHead &head;
    QByteArrayView body; ///< its decoded beginning, at most MaxErrorBodyBytes
    TimePoint now;       ///< wall clock: Retry-After may be a date
};

/// What an attempt came to. The head alone decides, but for OpenAI's quota.
Verdict classify(const FaultRules &rules, const Answer &answer);
Verdict classify(TransportError error);

/// What the end of a body adds once the head was good. Not retried: the caller has its bytes.
Verdict classify(StreamEnd end);
/// `code` as the event tells it; may be empty.
Verdict classify(const FaultRules &rules, StreamError error, QByteArrayView code);

/// Is the body of an answer with this status read before it is classified?
inline bool readsErrorBody(int status)
{
    return status >= 400;
}

/// What `retry-after-ms` (milliseconds) or else `Retry-After` (seconds, or a date in one of the
/// three forms of RFC 9110 §5.6.7) asks for, rounded up; nullopt if nothing usable or the past.
std::optional<Duration> retryAfter(const http::ResponseHead &head, TimePoint now);

} // namespace llmproxy::circuit
