// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/base/time.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace llmproxy::config {

/// Where a provider is reached.
struct BaseUrl
{
    bool tls = true;
    QByteArray host; ///< lower case, an IPv6 address without brackets
    quint16 port = 443;
    QByteArray pathPrefix; ///< "" or "/v1": starts with a slash, does not end with one

    bool operator==(const BaseUrl &) const = default;
    QByteArray toByteArray() const; ///< the port only where it is not the scheme's
};

/// A Redis server, put together from url, address, password and db.
struct Redis
{
    bool tls = false;
    QByteArray host;
    quint16 port = 6379;
    QByteArray user;
    QByteArray password; ///< secret
    int db = 0;
    Duration timeout = std::chrono::milliseconds(50);                  ///< of an operation
    QByteArray nameSpace = "llm";                                      ///< that all keys begin with
    enum class Layout { Original, Cluster } layout = Layout::Original; ///< of the breaker's keys
    QByteArray secret =
        {}; ///< that names of callers are digested with; empty: made of the password

    bool operator==(const Redis &) const = default;
};

/// The failures are texts that say what is wrong and what is allowed, without the value itself:
/// it may hold a password.
Result<BaseUrl, QString> parseBaseUrl(QByteArrayView text);
Result<Redis, QString> parseRedisUrl(QByteArrayView text);
Result<Redis, QString> parseRedisAddress(QByteArrayView text); ///< host or host:port

/// The URL with its user info as `***:***`; `***` if it is no URL.
QByteArray maskedUrl(const QByteArray &url);

/// Whether the text is an IPv4 or IPv6 address (without brackets).
bool isIpAddress(QByteArrayView text);
/// Whether it is "localhost", 127.0.0.0/8 or ::1.
bool isLoopback(QByteArrayView host);

} // namespace llmproxy::config
