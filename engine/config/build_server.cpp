// SPDX-License-Identifier: MIT
#include "engine/config/build.h"
#include "engine/http/outbound_proxy.h"

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

// Checked by who will use it; which upstreams it is for makes no difference to its form.
void readProxy(const Section &section, QByteArray &proxy)
{
    section.read("proxy", proxy);
    const auto usable = http::OutboundProxies({}, proxy).proxyFor("https", "upstream", 443);
    if (!usable)
        section.fail("proxy", usable.error());
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

void buildUpstream(const Section &root, Upstream &upstream)
{
    const Section section = root.at("features").at("upstream");
    section.readSecondsUnlessZero("response_header_timeout_seconds",
                                  upstream.responseHeaderTimeout);
    section.readSeconds("connect_timeout_seconds", upstream.connectTimeout);
    section.readSeconds("tls_timeout_seconds", upstream.tlsTimeout);
    section.readSeconds("idle_connection_seconds", upstream.idleConnection);
    section.readSeconds("body_idle_timeout_seconds", upstream.bodyIdleTimeout);
    section.read("ca_file", upstream.caFile);
    readProxy(section, upstream.proxy);
}

void buildTraffic(const Section &root, Traffic &traffic)
{
    const Section section = root.at("traffic");
    section.read("capture_headers", traffic.captureHeaders);
    section.read("capture_bodies", traffic.captureBodies);
    traffic.captureBodies = traffic.captureBodies && traffic.captureHeaders;
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
    section.read("full_text", traffic.fullText);
}

} // namespace llmproxy::config
