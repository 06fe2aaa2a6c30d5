// SPDX-License-Identifier: MIT
#include "engine/proxy/local_reply.h"

#include <algorithm>

namespace llmproxy::proxy {

namespace {

QByteArrayView reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

QByteArray sourceName(Source source)
{
    return source == Source::Proxy ? "proxy" : "upstream";
}

// Of an error, AWS's SDKs show this field; of a body without a "message" at its top, nothing.
QByteArray awsErrorType(QByteArrayView type, const ReplyOptions &options)
{
    const bool isPrintable =
        std::all_of(type.begin(), type.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (!options.forAws || !isPrintable)
        return {};
    return QByteArray("X-Amzn-Errortype: ").append(type.data(), type.size()).append("\r\n");
}

QByteArray
reply(int status, QByteArrayView fields, QByteArrayView body, const ReplyOptions &options)
{
    QByteArray out = "HTTP/1.1 " + QByteArray::number(status) + ' ';
    out.append(reason(status).data(), reason(status).size());
    out += "\r\n";
    out.append(fields.data(), fields.size());
    out += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    out.append(options.added.data(), options.added.size());
    if (options.closes)
        out += "Connection: close\r\n";
    out += "\r\n";
    if (!options.withoutBody)
        out.append(body.data(), body.size());
    return out;
}

} // namespace

QByteArray jsonEscaped(QByteArrayView text)
{
    QByteArray out;
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<quint8>(c) < 0x20) {
            out += "\\u00" + QByteArray::number(static_cast<quint8>(c), 16).rightJustified(2, '0');
        } else {
            out += c;
        }
    }
    return out;
}

QByteArray jsonReply(int status, QByteArrayView body, const ReplyOptions &options)
{
    return typedReply(status, "application/json", body, options);
}

QByteArray
typedReply(int status, QByteArrayView type, QByteArrayView body, const ReplyOptions &options)
{
    const QByteArray fields = "Content-Type: " + type.toByteArray() + "\r\n";
    return reply(status, fields, body, options);
}

QByteArray emptyReply(int status, const ReplyOptions &options)
{
    return reply(status, {}, {}, options);
}

QByteArray errorReply(const LocalError &error, const ReplyOptions &options)
{
    const QByteArray origin = error.source == Source::Proxy ? "[PROXY] " : "[UPSTREAM] ";
    const QByteArray body = R"({"error":{"message":")" + origin + jsonEscaped(error.message)
                            + R"(","type":")" + error.code + R"(","code":")" + error.code
                            + R"("}})";
    const QByteArray fields = "Content-Type: application/json\r\n"
                              "X-Llm-Proxy-Error-Source: "
                              + sourceName(error.source) + "\r\n"
                              + awsErrorType(error.code, options);
    return reply(error.status, fields, body, options);
}

QByteArray degradedReply(QByteArrayView signal,
                         QByteArrayView provider,
                         Source source,
                         const ReplyOptions &options)
{
    const QByteArray body = R"({"error":{"message":")" + jsonEscaped(signal) + " Provider "
                            + jsonEscaped(provider)
                            + R"( is currently degraded or unavailable. Please try again later.",)"
                              R"("type":"provider_degraded","code":"provider_degraded"}})";
    const QByteArray fields = "Content-Type: application/json\r\n"
                              "X-Llm-Proxy-Error-Class: provider_degraded\r\n"
                              "x-should-retry: false\r\n"
                              "X-Llm-Proxy-Error-Source: "
                              + sourceName(source) + "\r\n" + awsErrorType(signal, options);
    return reply(503, fields, body, options);
}

LocalError refusal(int status)
{
    switch (status) {
    case 408:
        return {408, "The request did not arrive in time", "request_timeout"};
    case 413:
        return {413, "The request body is larger than server.max_body_bytes", "body_too_large"};
    case 414:
        return {414, "The request-target is too long", "target_too_long"};
    case 417:
        return {417, "The only expectation that is met is 100-continue", "unknown_expectation"};
    case 431:
        return {431, "The request head is larger than server.max_header_bytes", "head_too_large"};
    case 501:
        return {501, "The method or transfer coding is not supported", "not_supported"};
    case 505:
        return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here", "version_not_supported"};
    default:
        return {400, "The request is not well-formed HTTP/1.1", "malformed_request"};
    }
}

} // namespace llmproxy::proxy
