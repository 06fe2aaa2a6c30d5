// SPDX-License-Identifier: MIT
#include "engine/config/build.h"

#include <algorithm>

namespace llmproxy::config {

namespace {

constexpr int MostWorkersByDefault = 4;

void checkListen(const Section &section, const Server &server)
{
    if (server.listen.isEmpty())
        section.fail("listen", QStringLiteral("is empty, must name at least one address"));
    for (const QByteArray &address : server.listen) {
        if (!isIpAddress(address) && address != "localhost")
            section.fail("listen",
                         QString::fromUtf8(address)
                             + QStringLiteral(" is not allowed, must be an IP address or localhost "
                                              "(0.0.0.0 and :: are all addresses)"));
    }
    if (server.adminAuth == Server::AdminAuth::None && !server.listensOnLoopbackOnly())
        section.warn("admin_auth",
                     QStringLiteral("none has no effect while server.listen has an address that "
                                    "other machines can reach: /admin asks for its token"));
}

// The proxy for one scheme: a variable in either case, as curl reads them. A kind of proxy that
// is not supported must not keep the program from starting: others on the machine may use it.
std::optional<ProxyUrl>
proxyOf(const Section &section, const Environment &environment, const QByteArray &variable)
{
    QByteArray text = environment.value(variable);
    if (text.isEmpty())
        text = environment.value(variable.toLower());
    if (text.isEmpty())
        return std::nullopt;
    const auto url = parseProxyUrl(text);
    if (url)
        return *url;
    section.problems().append({Severity::Warning,
                               {QStringLiteral("environment ") + QString::fromUtf8(variable), 0, 0},
                               section.pathOf("proxy"),
                               QStringLiteral("the variable is not used: it ") + url.error()});
    return std::nullopt;
}

void readProxies(const Section &section, const Environment &environment, Upstream &upstream)
{
    QByteArray noProxy = environment.value("NO_PROXY");
    if (noProxy.isEmpty())
        noProxy = environment.value("no_proxy");
    for (const QByteArray &host : noProxy.split(',')) {
        if (!host.trimmed().isEmpty())
            upstream.noProxy.append(host.trimmed().toLower());
    }
    if (!section.value("proxy")) {
        upstream.httpsProxy = proxyOf(section, environment, "HTTPS_PROXY");
        upstream.httpProxy = proxyOf(section, environment, "HTTP_PROXY");
        return;
    }
    QByteArray text;
    section.read("proxy", text);
    if (text.isEmpty())
        return;
    const auto url = parseProxyUrl(text);
    if (url)
        upstream.httpsProxy = upstream.httpProxy = *url;
    else
        section.fail("proxy", url.error());
}

} // namespace

void buildServer(const Section &root, int cores, Server &server)
{
    const Section section = root.at("server");
    section.read("listen", server.listen);
    section.read("port", server.port);
    server.workers = std::clamp(cores, 1, MostWorkersByDefault);
    section.readUnlessZero("workers", server.workers);
    section.readSeconds("drain_seconds", server.drain);
    section.read("max_body_bytes", server.maxBodyBytes);
    section.read("max_header_bytes", server.maxHeaderBytes);
    section.readSeconds("header_timeout_seconds", server.headerTimeout);
    section.readSeconds("idle_timeout_seconds", server.idleTimeout);
    section.read("max_connections", server.maxConnections);
    section.read("allowed_hosts", server.allowedHosts);
    for (QByteArray &host : server.allowedHosts)
        host = host.toLower();
    section.readChoice("admin_auth",
                       server.adminAuth,
                       {{"token", Server::AdminAuth::Token}, {"none", Server::AdminAuth::None}});
    checkListen(section, server);
}

void buildLogging(const Section &root, Logging &logging)
{
    const Section section = root.at("logging");
    section.readChoice("level",
                       logging.level,
                       {{"debug", Logging::Level::Debug},
                        {"info", Logging::Level::Info},
                        {"warn", Logging::Level::Warning},
                        {"error", Logging::Level::Error}});
    section.readChoice("format",
                       logging.format,
                       {{"text", Logging::Format::Text}, {"json", Logging::Format::Json}});
}

void buildUpstream(const Section &root, const Environment &environment, Upstream &upstream)
{
    const Section section = root.at("features").at("upstream");
    section.readSecondsUnlessZero("response_header_timeout_seconds",
                                  upstream.responseHeaderTimeout);
    section.readSeconds("connect_timeout_seconds", upstream.connectTimeout);
    section.readSeconds("tls_timeout_seconds", upstream.tlsTimeout);
    section.readSeconds("idle_connection_seconds", upstream.idleConnection);
    section.readSeconds("body_idle_timeout_seconds", upstream.bodyIdleTimeout);
    section.read("ca_file", upstream.caFile);
    readProxies(section, environment, upstream);
}

void buildTraffic(const Section &root, Traffic &traffic)
{
    const Section section = root.at("traffic");
    section.read("capture_bodies", traffic.captureBodies);
    section.read("max_body_bytes", traffic.maxBodyBytes);
    section.read("memory_mb", traffic.memoryMiB);
    section.readChoice("store",
                       traffic.store,
                       {{"auto", Traffic::Store::Auto},
                        {"sqlite", Traffic::Store::Sqlite},
                        {"none", Traffic::Store::None}});
    section.read("max_disk_mb", traffic.maxDiskMiB);
    int days = int(traffic.maxAge.count());
    section.read("max_age_days", days);
    traffic.maxAge = std::chrono::days(days);
}

} // namespace llmproxy::config
