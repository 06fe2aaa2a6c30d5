// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"

namespace llmproxy::http {

/// How a client's request head becomes the upstream's.
struct RequestRules
{
    QByteArrayView target; ///< request-target to send, byte for byte
    QByteArrayView host;   ///< value of Host; takes the place of the client's
    QByteArrayView signedFields =
        {};                  ///< "a;b;c": names that a signature covers; kept whatever they are
    bool addIdentity = true; ///< "Accept-Encoding: identity" where the client named none
};

/// Appends the head for the upstream, with its empty line: fields in the client's order and
/// spelling, without those of this hop (RFC 9110 §7.6.1), without Expect (the proxy answers it)
/// and without the proxy's own X-LLM-Proxy-* markers. The body's framing stays as received.
void appendRequestHead(QByteArray &out, const RequestHead &head, const RequestRules &rules);

/// How the body goes on to the client.
enum class Delivery {
    AsReceived, ///< the framing's own bytes
    Rechunked,  ///< re-framed with the chunked coding
    UntilClose, ///< decoded; the connection's end is the body's
};

struct ResponseRules
{
    Delivery delivery = Delivery::AsReceived;
    bool closes = false;        ///< tell the client that the connection ends here
    bool dropsCors = false;     ///< without the upstream's Access-Control-* fields
    bool isEventStream = false; ///< hints against caching and buffering where there are none
    QByteArrayView added = {};  ///< whole lines, each with its CRLF
};

/// Appends the head for the client, with its empty line; the status line says HTTP/1.1.
void appendResponseHead(QByteArray &out, const ResponseHead &head, const ResponseRules &rules);

/// Fields that must not come in a trailer section of a request that is passed on: those of
/// framing, routing and credentials (RFC 9110 §6.5.1). Gives `trailers` without them.
QByteArray forwardableTrailers(QByteArrayView trailers);

/// The value of SignedHeaders of an AWS SigV4 Authorization; empty if there is none.
/// (AWS General Reference, "Signature Version 4 signing process")
QByteArrayView signedFields(QByteArrayView authorization);

} // namespace llmproxy::http
