// SPDX-License-Identifier: MIT
#include "engine/http/outbound_proxy.h"

#include "engine/http/ip_literal.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace llmproxy::http {

namespace {

using Choice = Result<std::optional<OutboundProxy>, QString>;

constexpr quint16 DefaultPort = 80;

/// A value and the name of the setting or variable that it came from, for messages.
struct Source
{
    QByteArray name;
    QByteArray value;
};

Source firstSet(const Environment &environment, std::initializer_list<const char *> names)
{
    for (const QByteArray name : names) {
        const QByteArray value = environment.value(name).trimmed();
        if (!value.isEmpty())
            return {name, value};
    }
    return {};
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool isUsableHost(const QByteArray &host)
{
    if (parseIpLiteral(host))
        return true;
    return !host.isEmpty() && std::all_of(host.begin(), host.end(), isNameCharacter);
}

/// "host", "host:port", "[v6]", "[v6]:port" into `proxy`; false when it is none of them.
bool readHostAndPort(QByteArrayView text, OutboundProxy &proxy)
{
    const qsizetype hostEnd = text.startsWith('[') ? text.indexOf(']') + 1 : text.indexOf(':');
    if (text.startsWith('[') && hostEnd == 0)
        return false;
    const QByteArrayView host = hostEnd < 0 ? text : text.first(hostEnd);
    const QByteArrayView rest = text.sliced(host.size());
    proxy.host = host.toByteArray().toLower();
    if (proxy.host.startsWith('['))
        proxy.host = proxy.host.sliced(1, proxy.host.size() - 2);
    if (!isUsableHost(proxy.host))
        return false;
    proxy.port = DefaultPort;
    if (rest.isEmpty() || rest == ":")
        return true;
    bool isNumber = false;
    proxy.port = rest.sliced(1).toByteArray().toUShort(&isNumber);
    return rest.front() == ':' && isNumber && proxy.port != 0;
}

/// RFC 7617 §2: user-id ":" password, the user-id without a colon.
std::optional<QByteArray> basicAuthorization(const QByteArray &userInfo)
{
    const qsizetype colon = userInfo.indexOf(':');
    const QByteArray user =
        QByteArray::fromPercentEncoding(colon < 0 ? userInfo : userInfo.first(colon));
    const QByteArray password =
        colon < 0 ? QByteArray() : QByteArray::fromPercentEncoding(userInfo.sliced(colon + 1));
    if (user.contains(':'))
        return std::nullopt;
    return "Basic " + QByteArray(user + ':' + password).toBase64();
}

Failure<QString> unusable(const Source &source, const QString &why)
{
    // The value itself stays out of the message: it may hold a password.
    return Failure<QString>(QString::fromLatin1(source.name) % u": " % why);
}

Choice parseProxy(const Source &source)
{
    if (source.value.isEmpty())
        return std::nullopt;
    QByteArray rest = source.value;
    if (const qsizetype schemeEnd = rest.indexOf("://"); schemeEnd >= 0) {
        const QByteArray scheme = rest.first(schemeEnd).toLower();
        rest = rest.sliced(schemeEnd + 3);
        if (scheme.startsWith("socks"))
            return unusable(source,
                            QStringLiteral("SOCKS proxies are not supported, only http:// ones"));
        if (scheme != "http")
            return unusable(source,
                            QStringLiteral("a proxy is reached over http:// only (it tunnels "
                                           "TLS all the same)"));
    }
    const auto isAuthorityEnd = [](char c) { return c == '/' || c == '?' || c == '#'; };
    rest.truncate(std::find_if(rest.begin(), rest.end(), isAuthorityEnd) - rest.begin());

    OutboundProxy proxy;
    const qsizetype at = rest.lastIndexOf('@');
    if (at >= 0) {
        const auto authorization = basicAuthorization(rest.first(at));
        if (!authorization)
            return unusable(source, QStringLiteral("the proxy's user name holds a colon"));
        proxy.authorization = *authorization;
    }
    if (!readHostAndPort(QByteArrayView(rest).sliced(at + 1), proxy))
        return unusable(source, QStringLiteral("not a proxy address, expected http://host:port"));
    return proxy;
}

Choice choose(const Environment &environment,
              const QByteArray &configured,
              std::initializer_list<const char *> names)
{
    if (!configured.isEmpty())
        return parseProxy({"features.upstream.proxy", configured});
    return parseProxy(firstSet(environment, names));
}

} // namespace

OutboundProxies::OutboundProxies(const Environment &environment, const QByteArray &configured)
    : m_forHttps(choose(environment,
                        configured.trimmed(),
                        {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}))
    , m_forHttp(choose(environment,
                       configured.trimmed(),
                       {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}))
    , m_bypass(firstSet(environment, {"no_proxy", "NO_PROXY"}).value)
{}

Result<std::optional<OutboundProxy>, QString>
OutboundProxies::proxyFor(QByteArrayView scheme, QByteArrayView host, quint16 port) const
{
    if (isLoopbackHost(host) || m_bypass.matches(host, port))
        return std::nullopt;
    return scheme.compare("https", Qt::CaseInsensitive) == 0 ? m_forHttps : m_forHttp;
}

} // namespace llmproxy::http
