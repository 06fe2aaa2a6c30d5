// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"

#include <QByteArray>

namespace llmproxy::proxy {

/// Whose fault a reply of our own tells of; value of X-Llm-Proxy-Error-Source.
enum class Source { Proxy, Upstream };

/// An error that the proxy makes itself: status, and the JSON
/// `{"error":{"message","type","code"}}`. The message sent begins with "[PROXY] " or "[UPSTREAM] ".
struct LocalError
{
    int status = 500;
    QByteArray message; ///< for people; UTF-8, without secrets, addresses or bytes of the request
    QByteArray code;    ///< stable, for programs; also the `type`
    Source source = Source::Proxy;
    bool ends = false; ///< the connection ends with it: whoever asks such things is not trusted
};

/// What else a reply carries.
struct ReplyOptions
{
    QByteArrayView added = {}; ///< whole header lines, each with its CRLF
    bool closes = false;
    bool withoutBody = false; ///< answers HEAD: the length is told, the body left out
    /// The asker is an AWS SDK: an error's code, or the degraded signal, is told in
    /// X-Amzn-Errortype too (Smithy, AWS restJson1, "Operation error serialization").
    bool forAws = false;
};

QByteArray errorReply(const LocalError &error, const ReplyOptions &options);
QByteArray jsonReply(int status, QByteArrayView body, const ReplyOptions &options);
QByteArray
typedReply(int status, QByteArrayView type, QByteArrayView body, const ReplyOptions &options);
/// The degraded signal: 503, a class, and a marker that survives every SDK. OpenAI's and
/// Anthropic's obey x-should-retry, so the caller falls back at once.
QByteArray degradedReply(QByteArrayView signal,
                         QByteArrayView provider,
                         Source source,
                         const ReplyOptions &options);
/// Without a body, e.g. to a preflight.
QByteArray emptyReply(int status, const ReplyOptions &options);

/// The error for a request that a ClientConnection cannot take (400, 408, 413, 414, 417, …).
LocalError refusal(int status);

/// `text` as the inside of a JSON string.
QByteArray jsonEscaped(QByteArrayView text);

} // namespace llmproxy::proxy
