// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>

namespace llmproxy::http {

/// The CONNECT that asks a proxy for a tunnel to host:port (RFC 9110 §9.3.6).
/// `host` may be an IPv6 literal with or without brackets; `authorization` is the value of
/// Proxy-Authorization, empty for none. The caller vouches that neither holds a line break.
QByteArray connectRequest(QByteArrayView host, quint16 port, QByteArrayView authorization);

enum class ConnectFault {
    Refused,   ///< an answer that is not 2xx
    Malformed, ///< not an HTTP/1.x response
    TooLarge,  ///< the head is longer than ConnectReply::MaxHead
    EarlyData, ///< bytes behind the head, though it is our side that speaks first
};

struct ConnectError
{
    ConnectFault fault = ConnectFault::Malformed;
    int status = 0; ///< what the proxy answered, 0 if nothing readable
    QString text;   ///< for people; of all addresses it names the proxy's host alone
};

/// Reads the answer to a CONNECT, however it is cut. Nothing of it is kept but the status.
class ConnectReply
{
public:
    static constexpr qsizetype MaxHead = qsizetype(16) * 1024;

    /// `proxyHost` is what errors name.
    explicit ConnectReply(QByteArray proxyHost);
    ~ConnectReply();
    ConnectReply(ConnectReply &&) noexcept;
    ConnectReply &operator=(ConnectReply &&) noexcept;

    /// True: the tunnel stands, and the next byte belongs to it. False: more is needed. After an
    /// error or true there is nothing more to feed.
    Result<bool, ConnectError> feed(QByteArrayView bytes);

private:
    struct Parser;

    Failure<ConnectError> failure(ConnectFault fault) const;

    QByteArray m_proxyHost;
    std::unique_ptr<Parser> m_parser;
};

} // namespace llmproxy::http
