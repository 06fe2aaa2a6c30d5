// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace llmproxy::circuit {

/// What the breaker makes of an outcome. ProviderDegraded alone counts against a key.
enum class FailureClass : quint8 {
    None, ///< good, or the caller's own fault
    LocalRateLimit,
    GlobalRateLimit,
    ProviderDegraded,
    QuotaExceeded, ///< the caller's account is out of credit: passed on, never retried or counted
};

/// "localized_rate_limit", "global_rate_limit", "provider_degraded", "none"; QuotaExceeded is
/// "global_rate_limit" to the outside. Value of X-Llm-Proxy-Error-Class and of metric tags.
QByteArrayView textOf(FailureClass failure);

/// What went wrong, for logs and metrics only.
enum class FailureKind : quint8 {
    None,
    Http500,
    Http502,
    Http503,
    Http504,
    Http5xxOther,
    HttpOverloaded,
    Http429Local,
    Http429Global,
    Http429Quota,
    Http4xx,
    ClientCanceled,
    ClientDeadlineExceeded,
    UnexpectedEof,
    Eof,
    ConnectionReset,
    ConnectionRefused,
    TlsHandshake,
    DnsFailure,
    IoTimeout,
    NetworkOther,
    NilResponse,
    UnknownTransport,
    CircuitOpen,
    BodyTooLarge,
    TimeoutBudgetExceeded,
    ClientDisconnectAwaitingHeaders,
    GeminiUnavailable,
    GeminiResourceExhausted,
    GeminiInternal,
    GeminiDeadlineExceeded,
    AnthropicOverloaded,
    AnthropicRateLimit,
    AnthropicApiError,
    AnthropicTimeout,
    AnthropicRequestTooLarge,
    OpenAiInsufficientQuota,
};

/// "http_500", "connection_reset", …; empty for None.
QByteArrayView textOf(FailureKind kind);
std::optional<FailureKind> failureKindNamed(QByteArrayView text);

/// Why there is no answer to classify. Who ended it is known from one's own flags, never guessed
/// from an error code.
enum class TransportError : quint8 {
    ClientGone,     ///< the caller left, or sent nonsense: never counts
    Refused,        ///< TCP connect refused
    NameUnknown,    ///< DNS
    TlsFailed,      ///< handshake or certificate
    ConnectTimeout, ///< TCP, tunnel or TLS not there in time
    HeaderTimeout,  ///< the request went out, no head came in time
    Reset,          ///< an established connection broke before a head
    ClosedEarly,    ///< closed in order before a byte of the answer
    HeadTruncated,  ///< closed within the head
    Malformed,      ///< what came is no HTTP
    BudgetExceeded, ///< the time that the caller gave is over (X-LLM-Proxy-Timeout-Ms)
    ClientHungUp,   ///< the caller left after a long wait (hang_disconnect_failure_seconds)
    NetworkOther,
    NoResponse, ///< neither an answer nor an error
    Other,
};

/// How the body of an answer that began well came to its end.
enum class StreamEnd : quint8 {
    Complete,    ///< by its framing, with the terminal event where there is one
    Incomplete,  ///< by its framing, but a stream without its terminal event
    Truncated,   ///< closed short of its framing
    Reset,       ///< the connection broke
    IdleTimeout, ///< paused for too long
    ClientGone,
};

/// What an error event inside a stream says.
enum class StreamError : quint8 { Overloaded, Server, RateLimit, ClientFault, Other };

struct Verdict
{
    FailureClass failure = FailureClass::None;
    FailureKind kind = FailureKind::None;
    std::optional<Duration> retryAfter = {}; ///< what the provider asks for; more than 0
    QByteArray detail = {}; ///< "CODE: message" of the error body, for the log alone; may be empty

    bool operator==(const Verdict &) const = default;
};

/// Does it count against the key?
inline bool isDegraded(const Verdict &verdict)
{
    return verdict.failure == FailureClass::ProviderDegraded;
}

} // namespace llmproxy::circuit
