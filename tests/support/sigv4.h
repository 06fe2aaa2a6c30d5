// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>

#include <optional>
#include <utility>
#include <vector>

/// The server's side of AWS Signature Version 4 in the Authorization header, for services that
/// are not S3 ("Create a signed AWS API request", AWS IAM User Guide).
namespace llmproxy::sigv4 {

/// A request as it arrived, nothing decoded.
struct Arrived
{
    QByteArray method;
    QByteArray path;  ///< as on the request line, without the query
    QByteArray query; ///< without '?'
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
};

struct Credentials
{
    QByteArray accessKey;
    QByteArray secret;
};

/// What an Authorization header says.
struct Authorization
{
    QByteArray accessKey;
    QByteArray date; ///< "20150830"
    QByteArray region;
    QByteArray service;
    std::vector<QByteArray> signedHeaders; ///< lower case, in their order
    QByteArray signature;                  ///< hexadecimal

    bool operator==(const Authorization &) const = default;
};

/// nullopt if it is not a complete AWS4-HMAC-SHA256 value.
std::optional<Authorization> parseAuthorization(const QByteArray &value);

/// The texts on the way to the signature, which AWS quotes when they do not match.
struct Calculation
{
    QByteArray canonicalRequest;
    QByteArray stringToSign;
    QByteArray signature;
};

Calculation
calculate(const Arrived &request, const Authorization &authorization, const QByteArray &secret);

/// Why a request is refused: the exception's name and its message, as Bedrock's are.
struct Refusal
{
    QByteArray type;
    QByteArray message;

    bool operator==(const Refusal &) const = default;
};

/// nullopt: the signature is right. The date must be within five minutes of `now`; without `now`
/// any date will do.
std::optional<Refusal>
verify(const Arrived &request, const Credentials &credentials, std::optional<TimePoint> now);

} // namespace llmproxy::sigv4
