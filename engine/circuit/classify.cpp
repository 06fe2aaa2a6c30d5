// SPDX-License-Identifier: MIT
#include "engine/circuit/classify.h"

#include "engine/circuit/error_body.h"
#include "engine/http/date.h"

#include <algorithm>
#include <cmath>

namespace llmproxy::circuit {

namespace {

constexpr int TooManyRequests = 429;
constexpr Duration LongWait = std::chrono::seconds(60); // a limit that is not this caller's alone
constexpr Duration LongestAsked = std::chrono::hours(24 * 365);

FailureKind kindOf(int status)
{
    switch (status) {
    case 500:
        return FailureKind::Http500;
    case 502:
        return FailureKind::Http502;
    case 503:
        return FailureKind::Http503;
    case 504:
        return FailureKind::Http504;
    case 529:
        return FailureKind::HttpOverloaded;
    default:
        return status >= 500 ? FailureKind::Http5xxOther : FailureKind::Http4xx;
    }
}

FailureKind kindOf(FailureClass limit)
{
    switch (limit) {
    case FailureClass::GlobalRateLimit:
        return FailureKind::Http429Global;
    case FailureClass::QuotaExceeded:
        return FailureKind::Http429Quota;
    default:
        return FailureKind::Http429Local;
    }
}

FailureKind refined(FailureKind base, const FaultRules &rules, int status, const QByteArray &code)
{
    const auto found = std::find_if(
        rules.refinements.begin(), rules.refinements.end(), [&](const KindRefinement &each) {
            return each.status == status
                   && (each.code == code || (code.isEmpty() && each.orUnreadable));
        });
    return found == rules.refinements.end() ? base : found->kind;
}

QByteArrayView field(const http::ResponseHead &head, QByteArrayView name)
{
    const auto value = head.find(name);
    return value ? http::trimmed(*value) : QByteArrayView();
}

// Whose limit is it: this key's or model's (local), or the whole account's (global)? Spec §1.2.
FailureClass limitClass(const FaultRules &rules, const Answer &answer, const QByteArray &code)
{
    if (!rules.quotaCode.isEmpty() && code == rules.quotaCode)
        return FailureClass::QuotaExceeded;
    if (rules.remainingRequestsField.isEmpty())
        return FailureClass::LocalRateLimit;
    const QByteArrayView requests = field(answer.head, rules.remainingRequestsField);
    const QByteArrayView tokens = field(answer.head, rules.remainingTokensField);
    const bool asksToWait = !field(answer.head, "retry-after").isEmpty()
                            || !field(answer.head, "retry-after-ms").isEmpty();
    const bool isBare = requests.isEmpty() && tokens.isEmpty() && !asksToWait;
    const bool isLong = retryAfter(answer.head, answer.now).value_or(Duration(0)) >= LongWait;
    const bool isGlobal =
        (isBare && rules.bareLimitIsGlobal) || (requests == "0" && tokens == "0") || isLong;
    return isGlobal ? FailureClass::GlobalRateLimit : FailureClass::LocalRateLimit;
}

FailureKind kindOf(TransportError error)
{
    switch (error) {
    case TransportError::ClientGone:
        return FailureKind::ClientCanceled;
    case TransportError::Refused:
        return FailureKind::ConnectionRefused;
    case TransportError::NameUnknown:
        return FailureKind::DnsFailure;
    case TransportError::TlsFailed:
        return FailureKind::TlsHandshake;
    case TransportError::ConnectTimeout:
    case TransportError::HeaderTimeout:
        return FailureKind::IoTimeout;
    case TransportError::Reset:
        return FailureKind::ConnectionReset;
    case TransportError::ClosedEarly:
        return FailureKind::Eof;
    case TransportError::HeadTruncated:
        return FailureKind::UnexpectedEof;
    case TransportError::BudgetExceeded:
        return FailureKind::TimeoutBudgetExceeded;
    case TransportError::ClientHungUp:
        return FailureKind::ClientDisconnectAwaitingHeaders;
    case TransportError::NetworkOther:
        return FailureKind::NetworkOther;
    case TransportError::NoResponse:
        return FailureKind::NilResponse;
    case TransportError::Malformed:
    case TransportError::Other:
        break;
    }
    return FailureKind::UnknownTransport;
}

Verdict degraded(FailureKind kind)
{
    return {.failure = FailureClass::ProviderDegraded, .kind = kind};
}

// A plain number of `unit`s, fractions rounded up.
std::optional<Duration> amount(QByteArrayView text, Duration unit)
{
    const bool isPlain = !text.isEmpty() && text.front() != '.' && text.count('.') <= 1
                         && std::all_of(text.begin(), text.end(), [](char c) {
                                return (c >= '0' && c <= '9') || c == '.';
                            });
    bool isNumber = false;
    const double units = text.toByteArray().toDouble(&isNumber);
    if (!isPlain || !isNumber)
        return std::nullopt;
    const auto most = double(LongestAsked / unit);
    return unit * qint64(std::ceil(std::min(units, most)));
}

} // namespace

Verdict classify(const FaultRules &rules, const Answer &answer)
{
    const int status = answer.head.status;
    if (status < 400)
        return {};
    const ErrorBody error =
        readErrorBody(rules, answer.body.first(std::min(answer.body.size(), MaxErrorBodyBytes)));
    Verdict verdict{.kind = kindOf(status), .detail = detailOf(error)};
    if (status == TooManyRequests) {
        verdict.failure = limitClass(rules, answer, error.code);
        verdict.kind = kindOf(verdict.failure);
        verdict.retryAfter = retryAfter(answer.head, answer.now);
    } else if (status >= 500) {
        verdict.failure = FailureClass::ProviderDegraded;
    }
    verdict.kind = refined(verdict.kind, rules, status, error.code);
    return verdict;
}

Verdict classify(TransportError error)
{
    if (error == TransportError::ClientGone)
        return {.kind = kindOf(error)};
    return degraded(kindOf(error));
}

Verdict classify(StreamEnd end)
{
    switch (end) {
    case StreamEnd::Complete:
        return {};
    case StreamEnd::Incomplete:
    case StreamEnd::Truncated:
        return degraded(FailureKind::UnexpectedEof);
    case StreamEnd::Reset:
        return degraded(FailureKind::ConnectionReset);
    case StreamEnd::IdleTimeout:
        return degraded(FailureKind::IoTimeout);
    case StreamEnd::ClientGone:
        break;
    }
    return {.kind = FailureKind::ClientCanceled};
}

Verdict classify(const FaultRules &rules, StreamError error, QByteArrayView code)
{
    Verdict verdict{.detail = code.toByteArray()};
    switch (error) {
    case StreamError::Overloaded:
        verdict.failure = FailureClass::ProviderDegraded;
        verdict.kind = FailureKind::HttpOverloaded;
        break;
    case StreamError::Server:
        verdict.failure = FailureClass::ProviderDegraded;
        verdict.kind = FailureKind::Http5xxOther;
        break;
    case StreamError::RateLimit:
        verdict.failure = FailureClass::LocalRateLimit;
        verdict.kind = FailureKind::Http429Local;
        break;
    case StreamError::ClientFault:
        verdict.kind = FailureKind::Http4xx;
        break;
    case StreamError::Other:
        return verdict;
    }
    // There is no status: the code alone tells.
    for (const KindRefinement &refinement : rules.refinements) {
        if (refinement.code == code)
            verdict.kind = refinement.kind;
    }
    return verdict;
}

std::optional<Duration> retryAfter(const http::ResponseHead &head, TimePoint now)
{
    const QByteArrayView text = field(head, "retry-after");
    auto asked = amount(field(head, "retry-after-ms"), std::chrono::milliseconds(1));
    if (!asked)
        asked = amount(text, std::chrono::seconds(1));
    if (!asked) {
        if (const auto date = http::parseDate(text, now))
            asked = std::chrono::ceil<std::chrono::seconds>(*date - now);
    }
    return asked && *asked > Duration(0) ? std::optional(std::min(*asked, LongestAsked))
                                         : std::nullopt;
}

} // namespace llmproxy::circuit
