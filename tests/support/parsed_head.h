// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/parser.h"

#include <QStringBuilder>

namespace llmproxy::test {

/// The head that `fields` (whole lines) make behind a request line.
inline http::RequestHead requestHead(const QByteArray &fields,
                                     const QByteArray &requestLine = "GET / HTTP/1.1")
{
    const QByteArray bytes = requestLine + "\r\n" + fields + "\r\n";
    http::RequestParser parser(http::ParseLimits{});
    parser.feed(bytes.constData(), bytes.size(), nullptr);
    return parser.request();
}

/// The same for a response.
inline http::ResponseHead responseHead(const QByteArray &fields,
                                       const QByteArray &statusLine = "HTTP/1.1 200 OK")
{
    const QByteArray bytes = statusLine + "\r\n" + fields + "\r\n";
    http::ResponseParser parser(http::ParseLimits{});
    parser.feed(bytes.constData(), bytes.size(), nullptr);
    return parser.response();
}

} // namespace llmproxy::test
