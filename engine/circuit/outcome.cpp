// SPDX-License-Identifier: MIT
#include "engine/circuit/outcome.h"

#include <algorithm>
#include <array>

namespace llmproxy::circuit {

namespace {

// In the order of FailureKind.
constexpr std::array<QByteArrayView, 37> KindTexts = {
    "",
    "http_500",
    "http_502",
    "http_503",
    "http_504",
    "http_5xx_other",
    "http_overloaded",
    "http_429_local",
    "http_429_global",
    "http_429_quota",
    "http_4xx",
    "client_canceled",
    "client_deadline_exceeded",
    "unexpected_eof",
    "eof",
    "connection_reset",
    "connection_refused",
    "tls_handshake",
    "dns_failure",
    "io_timeout",
    "network_other",
    "nil_response",
    "unknown_transport",
    "circuit_open",
    "body_too_large",
    "timeout_budget_exceeded",
    "client_disconnect_awaiting_headers",
    "gemini_unavailable",
    "gemini_resource_exhausted",
    "gemini_internal",
    "gemini_deadline_exceeded",
    "anthropic_overloaded",
    "anthropic_rate_limit",
    "anthropic_api_error",
    "anthropic_timeout",
    "anthropic_request_too_large",
    "openai_insufficient_quota",
};
static_assert(KindTexts.size() == std::size_t(FailureKind::OpenAiInsufficientQuota) + 1);

} // namespace

QByteArrayView textOf(FailureClass failure)
{
    switch (failure) {
    case FailureClass::None:
        return "none";
    case FailureClass::LocalRateLimit:
        return "localized_rate_limit";
    case FailureClass::GlobalRateLimit:
    case FailureClass::QuotaExceeded:
        return "global_rate_limit";
    case FailureClass::ProviderDegraded:
        return "provider_degraded";
    }
    return {};
}

QByteArrayView textOf(FailureKind kind)
{
    return KindTexts[static_cast<std::size_t>(kind)];
}

std::optional<FailureKind> failureKindNamed(QByteArrayView text)
{
    const auto *const found = std::find(KindTexts.begin(), KindTexts.end(), text);
    if (text.isEmpty() || found == KindTexts.end())
        return std::nullopt;
    return static_cast<FailureKind>(found - KindTexts.begin());
}

} // namespace llmproxy::circuit
