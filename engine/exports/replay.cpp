// SPDX-License-Identifier: MIT
#include "engine/exports/replay.h"

#include "engine/http/head.h"
#include "engine/traffic/content.h"
#include "engine/traffic/head_text.h"
#include "engine/traffic/key_shapes.h"
#include "engine/traffic/redact.h"

#include <algorithm>
#include <array>
#include <span>

namespace llmproxy::exports {

namespace {

using traffic::HeadField;

constexpr QByteArrayView Masked = "…"; // what redact.h puts into a credential
constexpr qsizetype MaxBodyBytes = qsizetype(16) * 1024 * 1024;

bool isOneOf(QByteArrayView name, std::span<const QByteArrayView> names)
{
    return std::any_of(names.begin(), names.end(), [name](QByteArrayView each) {
        return http::equalsIgnoringCase(name, each);
    });
}

/// What the tool that sends it decides, or what held for that connection alone.
bool belongsToTheSending(QByteArrayView name)
{
    constexpr std::array<QByteArrayView, 13> names{"host",
                                                   "content-length",
                                                   "connection",
                                                   "keep-alive",
                                                   "transfer-encoding",
                                                   "te",
                                                   "trailer",
                                                   "upgrade",
                                                   "expect",
                                                   "accept-encoding",
                                                   "proxy-authorization",
                                                   "proxy-connection",
                                                   "sec-websocket-protocol"};
    return isOneOf(name, names);
}

bool belongsToTheSignature(QByteArrayView name)
{
    constexpr std::array<QByteArrayView, 3> names{
        "authorization", "x-amz-date", "x-amz-content-sha256"};
    return isOneOf(name, names);
}

/// "x-team token" -> "X_TEAM_TOKEN"
QByteArray variableNamed(QByteArrayView text)
{
    QByteArray name = text.toByteArray().toUpper();
    for (char &c : name) {
        if ((c < 'A' || c > 'Z') && (c < '0' || c > '9'))
            c = '_';
    }
    return name.isEmpty() || (name[0] >= '0' && name[0] <= '9') ? '_' + name : name;
}

QByteArray apiKeyOf(const traffic::ExchangeRecord &record)
{
    return variableNamed(record.provider.isEmpty() ? "llm" : record.provider) + "_API_KEY";
}

QByteArray secretVariable(QByteArrayView name, const traffic::ExchangeRecord &record)
{
    constexpr std::array<QByteArrayView, 6> keys{
        "authorization", "x-api-key", "api-key", "x-goog-api-key", "key", "access_token"};
    if (isOneOf(name, keys))
        return apiKeyOf(record);
    if (http::equalsIgnoringCase(name, "x-amz-security-token"))
        return "AWS_SESSION_TOKEN";
    return variableNamed(name);
}

Pieces headerValue(const HeadField &field, const traffic::ExchangeRecord &record)
{
    if (!traffic::isSecretHeader(field.name))
        return {{traffic::maskedKeyShapes(field.value), false}};
    Pieces value;
    if (http::equalsIgnoringCase(field.name, "authorization")) {
        const qsizetype blank = field.value.indexOf(' '); // behind the scheme, which is not masked
        if (blank > 0)
            value.append({field.value.first(blank + 1).toByteArray(), false});
    }
    value.append({secretVariable(field.name, record), true});
    return value;
}

void addHeader(Replay &replay, const HeadField &field, Pieces value)
{
    const auto known =
        std::find_if(replay.headers.begin(), replay.headers.end(), [&](const auto &each) {
            return http::equalsIgnoringCase(each.name, field.name);
        });
    if (known == replay.headers.end()) {
        replay.headers.append({field.name.toByteArray(), std::move(value)});
        return;
    }
    known->value.append({", ", false}); // RFC 9110 §5.3
    known->value.append(value);
}

/// The values of the query's parameters that were masked become variables.
Pieces targetPieces(QByteArrayView target, const traffic::ExchangeRecord &record)
{
    Pieces pieces;
    QByteArray text;
    qsizetype nameAt = 0;
    for (qsizetype at = 0; at < target.size(); ++at) {
        const char c = target[at];
        text += c;
        if (c == '?' || c == '&' || c == ';')
            nameAt = at + 1;
        if (c != '=')
            continue;
        const QByteArrayView rest = target.sliced(at + 1);
        const auto *const end = std::find_if(
            rest.begin(), rest.end(), [](char each) { return each == '&' || each == ';'; });
        const qsizetype size = end - rest.begin();
        if (rest.first(size).indexOf(Masked) < 0)
            continue;
        pieces.append({visibleUrl(text), false});
        pieces.append({secretVariable(target.sliced(nameAt, at - nameAt), record), true});
        text.clear();
        at += size;
    }
    if (!text.isEmpty())
        pieces.append({visibleUrl(text), false});
    return pieces;
}

/// The region in the scope of an AWS signature, masked: `Credential=<redacted>/date/region/…`.
QByteArray regionOf(QByteArrayView authorization)
{
    if (!authorization.startsWith("AWS4-HMAC-SHA256"))
        return {};
    const QByteArrayList scope = authorization.toByteArray().split('/');
    return scope.size() > 2 ? scope.at(2) : QByteArray("us-west-2");
}

/// What follows the provider's name in the target: "/model/…" of "/meta/alice/bedrock/model/…".
QByteArrayView behindProvider(QByteArrayView target)
{
    const int segments = target.startsWith("/meta/") ? 3 : 1;
    qsizetype at = 0;
    for (int i = 0; i < segments && at >= 0; ++i)
        at = target.indexOf('/', at + 1);
    return at < 0 ? QByteArrayView("/") : target.sliced(at);
}

// Signed for AWS's own host, which a tool takes from where it sends to.
void sendToAws(Replay &replay, const traffic::ExchangeRecord &record, QByteArrayView authority)
{
    const QByteArray host = authority.contains(".amazonaws.com")
                                ? authority.toByteArray()
                                : "bedrock-runtime." + replay.awsRegion + ".amazonaws.com";
    replay.url = {{"https://" + host, false}};
    replay.url += targetPieces(behindProvider(record.target), record);
    replay.notes += "The signature covers the time and the body, so it cannot be sent again as it "
                    "was: this signs anew, and goes to AWS past the proxy.";
}

void takeBody(Replay &replay, const traffic::ExchangeDetail &detail)
{
    const traffic::Content content =
        traffic::contentOf(detail.requestHead, detail.request, MaxBodyBytes);
    replay.body = traffic::maskedKeyShapes(content.bytes);
    if (replay.body != content.bytes)
        replay.notes += "Keys inside the body are masked.";
    if (!content.isWhole)
        replay.notes += "Only the first " + QByteArray::number(content.bytes.size())
                        + " bytes of the body were kept: this is not the request that was sent.";
    if (content.isDecoded)
        replay.headers.removeIf([](const ReplayHeader &header) {
            return http::equalsIgnoringCase(header.name, "content-encoding");
        });
}

} // namespace

QByteArray visibleUrl(const QByteArray &url)
{
    QByteArray visible;
    for (const char c : url) {
        if (c > 0x20 && c < 0x7F && c != '"' && c != '<' && c != '>')
            visible += c;
        else
            visible += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return visible;
}

QByteArray authorityOf(const traffic::ExchangeDetail *detail)
{
    const auto host =
        detail ? traffic::fieldOf(detail->requestHead, "host") : std::optional<QByteArrayView>();
    return host.value_or("localhost:9002").toByteArray();
}

Replay replayOf(const traffic::ExchangeRecord &record, const traffic::ExchangeDetail *detail)
{
    Replay replay;
    replay.method = record.method;
    replay.isStreaming = record.streaming;
    const QByteArray authority = authorityOf(detail);
    replay.url = {{visibleUrl("http://" + authority), false}};
    replay.url += targetPieces(record.target, record);
    if (!detail || detail->requestHead.isEmpty()) {
        replay.notes += "Neither header fields nor the body were kept.";
        return replay;
    }
    const auto authorization = traffic::fieldOf(detail->requestHead, "authorization");
    replay.awsRegion = regionOf(authorization.value_or(QByteArrayView()));
    const bool isSigned = !replay.awsRegion.isEmpty();
    for (const HeadField &field : traffic::fieldsOf(detail->requestHead)) {
        if (http::equalsIgnoringCase(field.name, "accept-encoding"))
            replay.isCompressible = true;
        if (!belongsToTheSending(field.name) && !(isSigned && belongsToTheSignature(field.name)))
            addHeader(replay, field, headerValue(field, record));
    }
    if (isSigned)
        sendToAws(replay, record, authority);
    takeBody(replay, *detail);
    return replay;
}

} // namespace llmproxy::exports
