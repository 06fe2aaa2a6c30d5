// SPDX-License-Identifier: MIT
#include "engine/config/url.h"

#include <QList>

#include <algorithm>
#include <optional>

namespace llmproxy::config {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isIpv4(const QByteArray &text)
{
    const QList<QByteArray> parts = text.split('.');
    return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const QByteArray &part) {
               return !part.isEmpty() && part.size() <= 3
                      && std::all_of(part.begin(), part.end(), isDigit) && part.toInt() <= 255
                      && (part.size() == 1 || part[0] != '0');
           });
}

// The groups of one side of "::", or of the whole address.
bool areGroups(const QByteArray &text, qsizetype &count)
{
    if (text.isEmpty())
        return true;
    const QList<QByteArray> groups = text.split(':');
    for (qsizetype i = 0; i < groups.size(); ++i) {
        const QByteArray &group = groups[i];
        if (i + 1 == groups.size() && isIpv4(group)) {
            count += 2;
            return true;
        }
        if (group.isEmpty() || group.size() > 4
            || !std::all_of(group.begin(), group.end(), isHexDigit))
            return false;
        ++count;
    }
    return true;
}

bool isIpv6(QByteArray text)
{
    if (const qsizetype zone = text.indexOf('%'); zone >= 0)
        text.truncate(zone); // fe80::1%eth0
    const qsizetype gap = text.indexOf("::");
    qsizetype count = 0;
    if (gap < 0)
        return areGroups(text, count) && count == 8;
    return areGroups(text.left(gap), count) && areGroups(text.mid(gap + 2), count) && count <= 7;
}

bool isHostName(const QByteArray &text)
{
    if (text.isEmpty() || text.size() > 253 || text.startsWith('.') || text.contains(".."))
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
    });
}

struct Authority
{
    QByteArray userInfo;
    QByteArray host;
    std::optional<quint16> port;
};

struct Parts
{
    QByteArray scheme;
    Authority authority;
    QByteArray path;
};

std::optional<quint16> parsePort(const QByteArray &text)
{
    const bool isNumber =
        !text.isEmpty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), isDigit);
    const int port = isNumber ? text.toInt() : 0;
    return port >= 1 && port <= 65535 ? std::optional(quint16(port)) : std::nullopt;
}

bool isHost(const QByteArray &text, bool inBrackets)
{
    return inBrackets ? isIpv6(text) : isHostName(text);
}

Result<Authority, QString> parseAuthority(QByteArray text)
{
    Authority result;
    if (const qsizetype at = text.lastIndexOf('@'); at >= 0) {
        result.userInfo = text.left(at);
        text = text.mid(at + 1);
    }
    const bool inBrackets = text.startsWith('[') && text.contains(']');
    const qsizetype colon = text.indexOf(':', inBrackets ? text.indexOf(']') : 0);
    const QByteArray host = text.left(colon < 0 ? text.size() : colon).toLower();
    const bool isClosed = !inBrackets || host.endsWith(']');
    result.host = inBrackets ? host.mid(1).chopped(1) : host;
    if (!isClosed || !isHost(result.host, inBrackets))
        return Failure<QString>(QStringLiteral("has no valid host name or [IPv6 address]"));
    if (colon < 0)
        return result;
    result.port = parsePort(text.mid(colon + 1));
    if (!result.port)
        return Failure<QString>(QStringLiteral("has a port that is not from 1 to 65535"));
    return result;
}

Result<Parts, QString> parseUrl(QByteArrayView url)
{
    const QByteArray text = url.toByteArray();
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    const qsizetype scheme = text.indexOf("://");
    if (scheme <= 0 || !printable || text.contains('?') || text.contains('#'))
        return Failure<QString>(QStringLiteral("is not a URL of the form scheme://host[:port]"));
    const qsizetype begin = scheme + 3;
    const qsizetype slash = text.indexOf('/', begin);
    const qsizetype end = slash < 0 ? text.size() : slash;
    auto authority = parseAuthority(text.mid(begin, end - begin));
    if (!authority)
        return Failure<QString>(authority.error());
    return Parts{text.left(scheme).toLower(), *authority, text.mid(end)};
}

void splitUserInfo(const QByteArray &userInfo, QByteArray &user, QByteArray &password)
{
    const qsizetype colon = userInfo.indexOf(':');
    user = QByteArray::fromPercentEncoding(userInfo.left(colon < 0 ? userInfo.size() : colon));
    if (colon >= 0)
        password = QByteArray::fromPercentEncoding(userInfo.mid(colon + 1));
}

} // namespace

QByteArray BaseUrl::toByteArray() const
{
    QByteArray text = tls ? "https://" : "http://";
    text += host.contains(':') ? '[' + host + ']' : host;
    if (port != (tls ? 443 : 80))
        text += ':' + QByteArray::number(port);
    return text + pathPrefix;
}

Result<BaseUrl, QString> parseBaseUrl(QByteArrayView text)
{
    auto parts = parseUrl(text);
    if (!parts)
        return Failure<QString>(parts.error());
    if (parts->scheme != "http" && parts->scheme != "https")
        return Failure<QString>(QStringLiteral("must begin with http:// or https://"));
    if (!parts->authority.userInfo.isEmpty())
        return Failure<QString>(QStringLiteral(
            "must not hold a user or password: the callers' credentials pass through"));
    BaseUrl url;
    url.tls = parts->scheme == "https";
    url.host = parts->authority.host;
    url.port = parts->authority.port.value_or(url.tls ? 443 : 80);
    url.pathPrefix = parts->path;
    while (url.pathPrefix.endsWith('/'))
        url.pathPrefix.chop(1);
    return url;
}

Result<Redis, QString> parseRedisUrl(QByteArrayView text)
{
    auto parts = parseUrl(text);
    if (!parts)
        return Failure<QString>(parts.error());
    if (parts->scheme != "redis" && parts->scheme != "rediss")
        return Failure<QString>(QStringLiteral("must begin with redis:// or rediss://"));
    Redis redis;
    redis.tls = parts->scheme == "rediss";
    redis.host = parts->authority.host;
    redis.port = parts->authority.port.value_or(6379);
    splitUserInfo(parts->authority.userInfo, redis.user, redis.password);
    if (parts->path.size() > 1) {
        bool isNumber = false;
        redis.db = parts->path.mid(1).toInt(&isNumber);
        if (!isNumber || redis.db < 0 || redis.db > 65535)
            return Failure<QString>(QStringLiteral("must end with a database number, as in /0"));
    }
    return redis;
}

Result<Redis, QString> parseRedisAddress(QByteArrayView text)
{
    auto authority = parseAuthority(text.toByteArray());
    if (!authority || !authority->userInfo.isEmpty())
        return Failure<QString>(QStringLiteral("must be host:port"));
    Redis redis;
    redis.host = authority->host;
    redis.port = authority->port.value_or(6379);
    return redis;
}

QByteArray maskedUrl(const QByteArray &url)
{
    if (url.isEmpty())
        return url;
    const qsizetype begin = url.indexOf("://");
    if (begin < 0)
        return url.contains('@') ? QByteArrayLiteral("***") : url;
    const qsizetype slash = url.indexOf('/', begin + 3);
    const qsizetype end = slash < 0 ? url.size() : slash;
    const qsizetype at = url.lastIndexOf('@');
    if (at < 0)
        return url;
    if (at > end)
        return QByteArrayLiteral("***"); // a password with a slash in it: no telling what is what
    return url.left(begin + 3) + "***:***" + url.mid(at);
}

bool isIpAddress(QByteArrayView text)
{
    const QByteArray copy = text.toByteArray();
    return isIpv4(copy) || isIpv6(copy);
}

bool isLoopback(QByteArrayView host)
{
    const QByteArray copy = host.toByteArray();
    return copy == "localhost" || copy == "::1" || (isIpv4(copy) && copy.startsWith("127."));
}

} // namespace llmproxy::config
