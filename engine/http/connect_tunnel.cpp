// SPDX-License-Identifier: MIT
#include "engine/http/connect_tunnel.h"

#include <algorithm>
#include <llhttp.h>
#include <utility>

namespace llmproxy::http {

namespace {

/// Of a CONNECT's answer the body is never read: a 2xx has none, whatever its fields claim
/// (RFC 9110 §9.3.6), and any other ends the attempt. 2 tells the parser to stop behind the head.
int stopBehindHead(llhttp_t *)
{
    return 2;
}

constexpr llhttp_settings_t makeSettings()
{
    llhttp_settings_t settings{};
    settings.on_headers_complete = stopBehindHead;
    return settings;
}

constexpr llhttp_settings_t Settings = makeSettings();

} // namespace

struct ConnectReply::Parser
{
    Parser() { llhttp_init(&llhttp, HTTP_RESPONSE, &Settings); }

    llhttp_t llhttp{};
    qsizetype read = 0;
};

QByteArray connectRequest(QByteArrayView host, quint16 port, QByteArrayView authorization)
{
    const bool needsBrackets = host.contains(':') && !host.startsWith('[');
    QByteArray authority = host.toByteArray();
    if (needsBrackets)
        authority = '[' + authority + ']';
    authority += ':' + QByteArray::number(port);

    QByteArray request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    if (!authorization.isEmpty())
        request += "Proxy-Authorization: " + authorization.toByteArray() + "\r\n";
    return request + "\r\n";
}

ConnectReply::ConnectReply(QByteArray proxyHost)
    : m_proxyHost(std::move(proxyHost))
    , m_parser(std::make_unique<Parser>())
{}

ConnectReply::~ConnectReply() = default;
ConnectReply::ConnectReply(ConnectReply &&) noexcept = default;
ConnectReply &ConnectReply::operator=(ConnectReply &&) noexcept = default;

Result<bool, ConnectError> ConnectReply::feed(QByteArrayView bytes)
{
    llhttp_t &parser = m_parser->llhttp;
    const QByteArrayView head = bytes.first(std::min(bytes.size(), MaxHead - m_parser->read));
    const llhttp_errno_t state =
        llhttp_execute(&parser, head.data(), static_cast<std::size_t>(head.size()));
    m_parser->read += head.size();

    if (state == HPE_OK) {
        if (m_parser->read < MaxHead)
            return false;
        return failure(ConnectFault::TooLarge);
    }
    if (state != HPE_PAUSED_UPGRADE || llhttp_get_http_major(&parser) != 1)
        return failure(ConnectFault::Malformed);
    const int status = llhttp_get_status_code(&parser);
    if (status < 200 || status > 299)
        return failure(ConnectFault::Refused);
    if (llhttp_get_error_pos(&parser) != bytes.data() + bytes.size())
        return failure(ConnectFault::EarlyData);
    return true;
}

Failure<ConnectError> ConnectReply::failure(ConnectFault fault) const
{
    const int status = fault == ConnectFault::Refused || fault == ConnectFault::EarlyData
                           ? llhttp_get_status_code(&m_parser->llhttp)
                           : 0;
    const auto what = [&]() -> QString {
        switch (fault) {
        case ConnectFault::Refused:
            return QStringLiteral("refused the tunnel with status %1").arg(status);
        case ConnectFault::Malformed:
            return QStringLiteral("did not answer in HTTP/1.x");
        case ConnectFault::TooLarge:
            return QStringLiteral("answered with a head of more than 16 KiB");
        case ConnectFault::EarlyData:
            return QStringLiteral("sent data ahead of the tunnel's first use");
        }
        return {};
    };
    return Failure<ConnectError>(ConnectError{
        fault,
        status,
        QString(u"the proxy " % QString::fromLatin1(m_proxyHost) % u' ' % what()),
    });
}

} // namespace llmproxy::http
