// SPDX-License-Identifier: MIT
#include "engine/traffic/redact.h"

#include "engine/base/masked_key.h"
#include "engine/http/head.h"

#include <QByteArrayList>

#include <algorithm>
#include <array>
#include <optional>

namespace llmproxy::traffic {

namespace {

constexpr QByteArrayView Hidden = "…";

// How often a name or a nested URL may have been percent-encoded and is still recognised.
constexpr int EncodingDepth = 3;

template<std::size_t N>
bool contains(const std::array<QByteArrayView, N> &list, QByteArrayView item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

bool consistsOf(QByteArrayView text, bool (*accepts)(char))
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), accepts);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isScopeCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || c == '-';
}

/// Splits at the first `separator`; the second half is empty if there is none.
std::pair<QByteArrayView, QByteArrayView> cut(QByteArrayView text, char separator)
{
    const qsizetype at = text.indexOf(separator);
    if (at < 0)
        return {text, {}};
    return {text.first(at), text.sliced(at + 1)};
}

QByteArray hidden()
{
    return Hidden.toByteArray();
}

// --- headers

bool beginsWith(QByteArrayView text, QByteArrayView lowered)
{
    return text.size() >= lowered.size()
           && http::equalsIgnoringCase(text.first(lowered.size()), lowered);
}

bool beginsSuspiciously(QByteArrayView text)
{
    switch (text.front() | 0x20) {
    case 'a':
        return beginsWith(text, "auth");
    case 'c':
        return beginsWith(text, "cookie") || beginsWith(text, "cred");
    case 'k':
        return beginsWith(text, "key");
    case 'p':
        return beginsWith(text, "password");
    case 's':
        return beginsWith(text, "secret") || beginsWith(text, "session")
               || beginsWith(text, "signature");
    case 't':
        return beginsWith(text, "token");
    default:
        return false;
    }
}

bool isHarmlessHeader(QByteArrayView lowered)
{
    constexpr std::array<QByteArrayView, 4> names{
        "www-authenticate",
        "proxy-authenticate",
        "x-amzn-bedrock-input-token-count",
        "x-amzn-bedrock-output-token-count",
    };
    return contains(names, lowered) || lowered.startsWith("access-control-")
           || lowered.startsWith("x-ratelimit-") || lowered.startsWith("anthropic-ratelimit-")
           || (lowered.startsWith("x-llm-") && lowered.endsWith("-tokens"));
}

/// `Credential=AKIA…/20260304/us-east-1/bedrock/aws4_request, SignedHeaders=…` without who and
/// with what: the scope alone, which says which endpoint was meant. Empty if it is not that.
QByteArray awsScope(QByteArrayView parameters)
{
    constexpr QByteArrayView start = "Credential=";
    const qsizetype at = parameters.indexOf(start);
    if (at < 0)
        return {};
    auto [keyId, afterKeyId] = cut(parameters.sliced(at + start.size()), '/');
    auto [date, afterDate] = cut(afterKeyId, '/');
    auto [region, afterRegion] = cut(afterDate, '/');
    auto [service, rest] = cut(afterRegion, '/');
    if (date.size() != 8 || !consistsOf(date, isDigit) || !consistsOf(region, isScopeCharacter)
        || !consistsOf(service, isScopeCharacter) || !rest.startsWith("aws4_request"))
        return {};
    return " Credential=<redacted>/" + date.toByteArray() + '/' + region.toByteArray() + '/'
           + service.toByteArray();
}

QByteArray maskedAuthorization(QByteArrayView value)
{
    // Only known schemes are kept: in "Authorization: my secret" the first word is none.
    constexpr std::array<QByteArrayView, 3> withKey{"bearer", "token", "apikey"};
    constexpr std::array<QByteArrayView, 3> withMore{"basic", "digest", "negotiate"};
    auto [scheme, credentials] = cut(value, ' ');
    credentials = credentials.trimmed();
    if (credentials.isEmpty())
        return maskedKey(value);
    const QByteArray lowered = scheme.toByteArray().toLower();
    if (contains(withKey, QByteArrayView(lowered)))
        return scheme.toByteArray() + ' ' + maskedKey(credentials);
    if (contains(withMore, QByteArrayView(lowered)))
        return scheme.toByteArray() + ' ' + hidden();
    if (lowered == "aws4-hmac-sha256") {
        const QByteArray scope = awsScope(credentials);
        return scheme.toByteArray() + (scope.isEmpty() ? ' ' + hidden() : scope);
    }
    return hidden();
}

/// The browser's way to hand over a key, where it cannot set a header:
/// `realtime, openai-insecure-api-key.<key>, openai-beta.realtime-v1`.
QByteArray maskedSubprotocols(QByteArrayView value)
{
    QByteArrayList masked;
    for (const QByteArray &item : value.toByteArray().split(',')) {
        const qsizetype at = item.toLower().indexOf("api-key.");
        const qsizetype keyAt = at + qsizetype(sizeof("api-key.")) - 1;
        masked += at < 0 ? item : item.first(keyAt) + maskedKey(item.sliced(keyAt));
    }
    return masked.join(',');
}

// --- request-targets

QByteArray decodedDeeply(QByteArrayView text)
{
    QByteArray decoded = text.toByteArray();
    for (int i = 0; i < EncodingDepth && decoded.contains('%'); ++i)
        decoded = QByteArray::fromPercentEncoding(decoded);
    return decoded;
}

bool isSecretParameter(QByteArrayView name)
{
    constexpr std::array<QByteArrayView, 23> secret{
        // without '-' and '_'
        "key",
        "apikey",
        "accesskey",
        "accesstoken",
        "authtoken",
        "idtoken",
        "refreshtoken",
        "token",
        "auth",
        "authorization",
        "secret",
        "clientsecret",
        "password",
        "sig",
        "signature",
        "subscriptionkey",
        "xapikey",
        "xgoogapikey",
        "xgoogcredential",
        "xgoogsignature",
        "xamzcredential",
        "xamzsecuritytoken",
        "xamzsignature",
    };
    QByteArray letters;
    for (const char c : decodedDeeply(name).trimmed().toLower()) {
        if (c != '-' && c != '_')
            letters += c;
    }
    return contains(secret, QByteArrayView(letters));
}

/// Where the value of the first secret parameter starts in `text`, whose parameters are
/// separated by any of `separators`; -1 if there is none.
qsizetype secretValueAt(QByteArrayView text, QByteArrayView separators)
{
    qsizetype nameAt = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool ends = text.at(i) == '=';
        if (ends && isSecretParameter(text.sliced(nameAt, i - nameAt)))
            return i + 1;
        if (ends || separators.contains(text.at(i)))
            nameAt = i + 1;
    }
    return -1;
}

/// `http://user:password@host/…` without the first two.
QByteArray maskedAuthority(QByteArrayView url)
{
    const qsizetype scheme = url.indexOf("://");
    if (scheme < 0)
        return url.toByteArray();
    const qsizetype start = scheme + 3;
    const qsizetype path = url.indexOf('/', start);
    const QByteArrayView authority = url.sliced(start, (path < 0 ? url.size() : path) - start);
    const qsizetype at = authority.lastIndexOf('@');
    if (at < 0)
        return url.toByteArray();
    return url.first(start).toByteArray() + hidden() + url.sliced(start + at).toByteArray();
}

/// Is there a secret that only shows once `text` is decoded, such as in the URL in
/// `redirect=https%3A%2F%2Fhost%2F%3Fkey%3D…`?
bool hidesSecret(QByteArrayView text)
{
    if (!text.contains('%') && !text.contains('@'))
        return false;
    const QByteArray decoded = decodedDeeply(text);
    return secretValueAt(decoded, "&;?#/") >= 0 || maskedAuthority(decoded) != decoded;
}

// Shown is what was meant, not its encoding; what a target may not hold is encoded again.
QByteArray maskedParameterValue(QByteArrayView value)
{
    const QByteArray key = maskedKey(QByteArray::fromPercentEncoding(value.toByteArray()));
    const qsizetype at = key.indexOf(hidden());
    return key.first(at).toPercentEncoding() + hidden()
           + key.sliced(at + hidden().size()).toPercentEncoding();
}

QByteArray maskedParameter(QByteArrayView parameter)
{
    // Besides '&', some separate by ';', and a URL glued together carelessly has a second '?'.
    if (const qsizetype at = secretValueAt(parameter, ";?#/"); at >= 0)
        return parameter.first(at).toByteArray() + maskedParameterValue(parameter.sliced(at));
    if (!hidesSecret(parameter))
        return parameter.toByteArray();
    const qsizetype valueAt = parameter.indexOf('=') + 1;
    return parameter.first(valueAt).toByteArray() + hidden();
}

QByteArray maskedParameters(QByteArrayView parameters)
{
    QByteArrayList masked;
    for (const QByteArray &parameter : parameters.toByteArray().split('&'))
        masked += maskedParameter(parameter);
    return masked.join('&');
}

} // namespace

// Asked for every line of every head that is kept: in one pass, without an allocation.
bool isSecretHeader(QByteArrayView name)
{
    for (QByteArrayView rest = name; !rest.empty(); rest = rest.sliced(1)) {
        if (beginsSuspiciously(rest))
            return !isHarmlessHeader(name.toByteArray().toLower());
    }
    return false;
}

bool isShownAsItIs(QByteArrayView name, QByteArrayView value)
{
    return !value.contains('?') && !value.contains('@') && !isSecretHeader(name)
           && !http::equalsIgnoringCase(name, "sec-websocket-protocol");
}

QByteArray maskedHeaderValue(QByteArrayView name, QByteArrayView value)
{
    if (isShownAsItIs(name, value))
        return value.toByteArray();
    if (http::equalsIgnoringCase(name, "sec-websocket-protocol"))
        return maskedSubprotocols(value);
    if (!isSecretHeader(name))
        return maskedTarget(value);
    const QByteArray lowered = name.toByteArray().toLower();
    if (lowered.contains("authorization"))
        return maskedAuthorization(value);
    if (lowered.contains("cookie"))
        return hidden(); // many small secrets: the end of the last one may be all of it
    return maskedKey(value);
}

QByteArray maskedTarget(QByteArrayView target)
{
    // Neither a parameter nor a user: nothing to look for, which is most requests.
    const bool isPlain = std::none_of(
        target.begin(), target.end(), [](char c) { return c == '=' || c == '@' || c == '%'; });
    if (isPlain)
        return target.toByteArray();
    const auto [url, query] = cut(target, '?');
    const QByteArray path = maskedParameters(maskedAuthority(url));
    return url.size() == target.size() ? path : path + '?' + maskedParameters(query);
}

} // namespace llmproxy::traffic
