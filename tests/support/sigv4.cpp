// SPDX-License-Identifier: MIT
#include "tests/support/sigv4.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QMessageAuthenticationCode>
#include <QStringBuilder>

#include <algorithm>

namespace llmproxy::sigv4 {

namespace {

constexpr QByteArrayView Algorithm = "AWS4-HMAC-SHA256";
constexpr std::chrono::minutes AllowedSkew{5};

QByteArray sha256Hex(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray hmac(const QByteArray &key, const QByteArray &message)
{
    return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
}

QList<QByteArray> valuesOf(const Arrived &request, const QByteArray &name)
{
    QList<QByteArray> values;
    for (const auto &[other, value] : request.headers) {
        if (other.compare(name, Qt::CaseInsensitive) == 0)
            values.append(value.simplified()); // runs of white space count as one space
    }
    return values;
}

QByteArray firstValue(const Arrived &request, const QByteArray &name)
{
    const QList<QByteArray> values = valuesOf(request, name);
    return values.isEmpty() ? QByteArray() : values.first();
}

/// Without "." and ".." segments and without empty ones (RFC 3986 §6.2.2.3).
QByteArray normalizedPath(const QByteArray &path)
{
    QList<QByteArray> kept;
    const QList<QByteArray> segments = path.split('/');
    for (const QByteArray &segment : segments) {
        if (segment == ".." && !kept.isEmpty())
            kept.removeLast();
        else if (!segment.isEmpty() && segment != "." && segment != "..")
            kept.append(segment);
    }
    const bool endsWithSlash = path.endsWith('/') && !kept.isEmpty();
    return '/' + kept.join('/') + (endsWithSlash ? "/" : "");
}

/// The path arrives encoded once, and is encoded once more as it stands: ":" becomes "%3A" and
/// "%3A" becomes "%253A". Only S3 leaves that step out.
QByteArray canonicalPath(const QByteArray &path)
{
    return normalizedPath(path).toPercentEncoding("/");
}

QByteArray encodedOnce(const QByteArray &part)
{
    return QByteArray::fromPercentEncoding(part).toPercentEncoding();
}

QByteArray canonicalQuery(const QByteArray &query)
{
    if (query.isEmpty())
        return {};
    std::vector<std::pair<QByteArray, QByteArray>> members;
    const QList<QByteArray> parts = query.split('&');
    for (const QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = equals < 0 ? part : part.first(equals);
        const QByteArray value = equals < 0 ? QByteArray() : part.sliced(equals + 1);
        members.emplace_back(encodedOnce(name), encodedOnce(value));
    }
    std::sort(members.begin(), members.end());
    QList<QByteArray> lines;
    for (const auto &[name, value] : members)
        lines.append(QByteArray(name + '=' + value));
    return lines.join('&');
}

QByteArray canonicalHeaders(const Arrived &request, const std::vector<QByteArray> &names)
{
    QByteArray lines;
    for (const QByteArray &name : names)
        lines.append(name).append(':').append(valuesOf(request, name).join(',')).append('\n');
    return lines;
}

QByteArray joinedNames(const std::vector<QByteArray> &names)
{
    return QList<QByteArray>(names.begin(), names.end()).join(';');
}

QByteArray scopeOf(const Authorization &authorization)
{
    return authorization.date + '/' + authorization.region + '/' + authorization.service
           + "/aws4_request";
}

/// Host, and every x-amz-* header, has to be signed.
bool signsEnough(const Arrived &request, const Authorization &authorization)
{
    const auto &names = authorization.signedHeaders;
    const auto isSigned = [&](const QByteArray &name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return isSigned("host")
           && std::all_of(request.headers.begin(), request.headers.end(), [&](const auto &field) {
                  const QByteArray name = field.first.toLower();
                  return !name.startsWith("x-amz-") || isSigned(name);
              });
}

std::optional<QByteArray>
wrongDate(const Arrived &request, const Authorization &authorization, std::optional<TimePoint> now)
{
    const QByteArray date = firstValue(request, "x-amz-date");
    QDateTime parsed =
        QDateTime::fromString(QString::fromLatin1(date), QStringLiteral("yyyyMMdd'T'HHmmss'Z'"));
    parsed.setTimeSpec(Qt::UTC);
    if (!parsed.isValid() || !date.startsWith(authorization.date))
        return "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
               "from HTTP: '"
               + authorization.date + "' != '" + date + "'";
    const TimePoint at{Duration(parsed.toMSecsSinceEpoch())};
    if (now && at + AllowedSkew < *now)
        return "Signature expired: " + date + " is now earlier than 5 min. ago.";
    if (now && at > *now + AllowedSkew)
        return "Signature not yet current: " + date + " is still later than 5 min. from now.";
    return std::nullopt;
}

} // namespace

std::optional<Authorization> parseAuthorization(const QByteArray &value)
{
    if (!value.startsWith(Algorithm))
        return std::nullopt;
    Authorization authorization;
    const QList<QByteArray> members = value.sliced(Algorithm.size()).split(',');
    for (const QByteArray &member : members) {
        const QByteArray text = member.trimmed();
        const qsizetype equals = text.indexOf('=');
        const QByteArray name = text.first(std::max<qsizetype>(0, equals));
        const QByteArray rest = text.sliced(equals + 1);
        if (name == "Credential") {
            const QList<QByteArray> scope = rest.split('/');
            if (scope.size() != 5 || scope.at(4) != "aws4_request")
                return std::nullopt;
            authorization.accessKey = scope.at(0);
            authorization.date = scope.at(1);
            authorization.region = scope.at(2);
            authorization.service = scope.at(3);
        } else if (name == "SignedHeaders") {
            const QList<QByteArray> names = rest.split(';');
            authorization.signedHeaders.assign(names.begin(), names.end());
        } else if (name == "Signature") {
            authorization.signature = rest;
        }
    }
    const bool complete = !authorization.accessKey.isEmpty() && !authorization.signedHeaders.empty()
                          && !authorization.signature.isEmpty();
    return complete ? std::optional(authorization) : std::nullopt;
}

Calculation
calculate(const Arrived &request, const Authorization &authorization, const QByteArray &secret)
{
    Calculation out;
    out.canonicalRequest =
        request.method + '\n' + canonicalPath(request.path) + '\n' + canonicalQuery(request.query)
        + '\n' + canonicalHeaders(request, authorization.signedHeaders) + '\n'
        + joinedNames(authorization.signedHeaders) + '\n' + sha256Hex(request.body);
    out.stringToSign = Algorithm.toByteArray() + '\n' + firstValue(request, "x-amz-date") + '\n'
                       + scopeOf(authorization) + '\n' + sha256Hex(out.canonicalRequest);
    QByteArray key = "AWS4" + secret;
    for (const QByteArray &step : {authorization.date,
                                   authorization.region,
                                   authorization.service,
                                   QByteArray("aws4_request")})
        key = hmac(key, step);
    out.signature = hmac(key, out.stringToSign).toHex();
    return out;
}

std::optional<Refusal>
verify(const Arrived &request, const Credentials &credentials, std::optional<TimePoint> now)
{
    const QByteArray value = firstValue(request, "authorization");
    if (value.isEmpty())
        return Refusal{"MissingAuthenticationTokenException", "Missing Authentication Token"};
    const auto authorization = parseAuthorization(value);
    if (!authorization)
        return Refusal{"IncompleteSignatureException",
                       "'" + value + "' is not a complete " + Algorithm.toByteArray()
                           + " Authorization header."};
    if (authorization->accessKey != credentials.accessKey)
        return Refusal{"UnrecognizedClientException",
                       "The security token included in the request is invalid."};
    const QByteArray invalid = "InvalidSignatureException";
    if (!signsEnough(request, *authorization))
        return Refusal{invalid, "'Host' and every 'X-Amz-' header must be 'SignedHeader's."};
    if (const auto wrong = wrongDate(request, *authorization, now))
        return Refusal{invalid, *wrong};
    const QByteArray claimedHash = firstValue(request, "x-amz-content-sha256");
    if (!claimedHash.isEmpty() && claimedHash != sha256Hex(request.body))
        return Refusal{invalid,
                       "The provided 'x-amz-content-sha256' header does not match what was "
                       "computed."};
    const Calculation right = calculate(request, *authorization, credentials.secret);
    if (right.signature == authorization->signature)
        return std::nullopt;
    return Refusal{invalid,
                   "The request signature we calculated does not match the signature you "
                   "provided. Check your AWS Secret Access Key and signing method. Consult the "
                   "service documentation for details.\n\nThe Canonical String for this request "
                   "should have been\n'"
                       + right.canonicalRequest + "'\n\nThe String-to-Sign should have been\n'"
                       + right.stringToSign + "'\n"};
}

} // namespace llmproxy::sigv4
