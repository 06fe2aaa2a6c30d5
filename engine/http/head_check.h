// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/parser.h"

namespace llmproxy::http {

struct RequestCheck
{
    ParseError error = ParseError::None;
    bool expectsContinue = false;
};

/// What a strict server refuses in a request head although llhttp reads it: bare CR or LF, folded
/// lines, doubtful targets, ambiguous framing, Host and credentials (RFC 9112 §2.2, §3.2, §5.2,
/// §6.1, §6.3; RFC 9110 §10.1.1). `head` is complete.
RequestCheck checkRequest(const RequestHead &head, int majorVersion, int minorVersion);

/// The same for a response head.
ParseError checkResponse(const ResponseHead &head, int majorVersion, int minorVersion);

/// Size of the part of `data` that ends with the head's empty line, which may have begun in
/// `before` (the head's bytes so far); 0 if the head is not complete.
qsizetype endOfHead(QByteArrayView before, const char *data, qsizetype size);

/// An authority without user info: host, and port (0: none). nullopt if it is not one
/// (RFC 3986 §3.2.2, §3.2.3). IPv6 literals keep their brackets; the host is lower-cased.
struct Authority
{
    QByteArray host;
    int port = 0;

    bool operator==(const Authority &) const = default;
};
std::optional<Authority> parseAuthority(QByteArrayView text);

} // namespace llmproxy::http
