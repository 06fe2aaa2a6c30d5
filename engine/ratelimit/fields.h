// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"
#include "engine/ratelimit/decision.h"

namespace llmproxy::ratelimit {

/// What a 429 of ours says, in the words of the error body.
inline constexpr QByteArrayView DeniedMessage = "rate limit exceeded";
inline constexpr QByteArrayView DeniedCode = "rate_limit_exceeded"; ///< also the type

/// "minute limit exceeded" or "daily limit exceeded".
QByteArrayView reasonOf(Window window);

/// For people: "user:alice, requests of the minute".
QByteArray textOf(const Denial &denial);

/// The header lines of a 429, each with its CRLF: Retry-After and X-RateLimit-Reason, -Metric,
/// -Window, -Scope, -Limit, -Remaining. What a caller named (a model, a user) is written in
/// printable ASCII, the rest percent-encoded.
QByteArray denialFields(const Denial &denial);

/// The header lines for an answer that is passed on: RateLimit-Policy and RateLimit
/// (draft-ietf-httpapi-ratelimit-headers-10), and x-ratelimit-limit-requests, -remaining-,
/// -reset- and the same for tokens, as OpenAI has them; those only where `answer`, the
/// provider's, has no x-ratelimit- field of its own. Empty where nothing is limited.
QByteArray headroomFields(const Admitted &admitted, const http::Head &answer);

} // namespace llmproxy::ratelimit
