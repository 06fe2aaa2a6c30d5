// SPDX-License-Identifier: MIT
#include "engine/rules.h"

#include "engine/feature_rules.h"
#include "engine/net/tls_context.h"

#include <utility>
#include <vector>

namespace llmproxy {

namespace {

/// Makes endpoints; providers that trust the same authorities share one TLS context.
class EndpointMaker
{
public:
    explicit EndpointMaker(const EngineSettings &settings)
        : m_settings(settings)
        , m_proxies(settings.environment, settings.config->upstream.proxy)
    {}

    Result<std::shared_ptr<const net::Endpoint>, QString> make(const QByteArray &provider,
                                                               const config::Provider &settings)
    {
        const config::BaseUrl &url = settings.baseUrl;
        auto endpoint = std::make_shared<net::Endpoint>();
        endpoint->host = url.host;
        endpoint->port = url.port;
        const QByteArray scheme = url.tls ? "https" : "http";
        endpoint->key = scheme + "://" + url.host + ':' + QByteArray::number(url.port);
        if (url.tls) {
            auto tls = context(provider, settings.caFile);
            if (!tls)
                return Failure<QString>(tls.error());
            endpoint->tls = *tls;
        }
        auto proxy = m_proxies.proxyFor(scheme, url.host, url.port);
        if (!proxy)
            return Failure<QString>(proxy.error());
        endpoint->proxy = *proxy;
        return std::shared_ptr<const net::Endpoint>(std::move(endpoint));
    }

private:
    Result<std::shared_ptr<net::TlsContext>, QString> context(const QByteArray &provider,
                                                              const QByteArray &caFile)
    {
        QList<net::TrustPath> configured;
        const QByteArray &common = m_settings.config->upstream.caFile;
        if (!common.isEmpty())
            configured.append(
                {QStringLiteral("features.upstream.ca_file"), QString::fromUtf8(common)});
        if (!caFile.isEmpty())
            configured.append(
                {QStringLiteral("providers.%1.ca_file").arg(QString::fromUtf8(provider)),
                 QString::fromUtf8(caFile)});
        const net::TrustSources sources = net::trustSources(m_settings.environment, configured);
        for (const auto &[known, context] : m_contexts) {
            if (known == sources)
                return context;
        }
        auto made = net::TlsContext::create(sources);
        if (!made)
            return Failure<QString>(made.error().message());
        m_contexts.emplace_back(sources, *made);
        return *made;
    }

    const EngineSettings &m_settings;
    http::OutboundProxies m_proxies;
    std::vector<std::pair<net::TrustSources, std::shared_ptr<net::TlsContext>>> m_contexts;
};

QByteArray hostField(const config::BaseUrl &url)
{
    const QByteArray host = url.host.contains(':') ? "[" + url.host + "]" : url.host;
    return url.port == (url.tls ? 443 : 80) ? host : host + ':' + QByteArray::number(url.port);
}

Result<proxy::ProviderRoute, QString> makeRoute(const QByteArray &name,
                                                config::Provider settings,
                                                const EngineSettings &all,
                                                EndpointMaker &endpoints)
{
    if (!all.demoUpstream.isEmpty()) {
        const auto url = config::parseBaseUrl(all.demoUpstream);
        if (!url)
            return Failure<QString>(url.error());
        settings.baseUrl = *url;
        settings.regional = false;
        settings.enabled = true;
    }
    auto endpoint = endpoints.make(name, settings);
    if (!endpoint)
        return Failure<QString>(endpoint.error());
    return proxy::ProviderRoute{.name = name,
                                .vendor = providers::find(settings.type),
                                .enabled = settings.enabled,
                                .anyOrigin = settings.cors == config::Provider::Cors::Any,
                                .endpoint = *endpoint,
                                .hostField = hostField(settings.baseUrl),
                                .pathPrefix = settings.baseUrl.pathPrefix,
                                .baseUrl = settings.baseUrl.toByteArray(),
                                .endpointFollowsHost = settings.regional,
                                .region = settings.region,
                                .responseHeaderTimeout = settings.responseHeaderTimeout,
                                .modelOf = modelNames(settings),
                                .estimate = estimateSettings(all.config->rateLimiting, name)};
}

// The README's four in its order, then the further ones by name: so they are shown everywhere.
QByteArrayList inOrder(const config::Config &config)
{
    QByteArrayList names = config.providers.keys();
    QByteArrayList ordered;
    for (const providers::Provider &vendor : providers::all()) {
        if (names.removeOne(vendor.type.toByteArray()))
            ordered.append(vendor.type.toByteArray());
    }
    return ordered + names;
}

} // namespace

Result<std::shared_ptr<const proxy::Rules>, QString> makeRules(const EngineSettings &settings)
{
    const config::Config &config = *settings.config;
    auto rules = std::make_shared<proxy::Rules>();
    EndpointMaker endpoints(settings);
    for (const QByteArray &name : inOrder(config)) {
        auto route = makeRoute(name, config.providers[name], settings, endpoints);
        if (!route)
            return Failure<QString>(route.error());
        rules->routeOf.insert(name, static_cast<qsizetype>(rules->routes.size()));
        rules->routes.push_back(std::move(*route));
    }
    rules->circuit = circuitRules(config.circuitBreaker);
    rules->limits = {.enabled = config.rateLimiting.enabled,
                     .tellsHeadroom = config.rateLimiting.headers};
    rules->readsUsage = config.usage.enabled;
    rules->tellsUsage = config.usage.headers;
    rules->allowedHosts = config.server.allowedHosts;
    rules->maxBodyBytes = config.server.maxBodyBytes;
    rules->capture = {.heads = config.traffic.captureHeaders,
                      .bodies = config.traffic.captureBodies,
                      .maxBodyBytes = config.traffic.maxBodyBytes};
    rules->client.parse.headBytes = static_cast<qsizetype>(config.server.maxHeaderBytes);
    rules->client.headTimeout = config.server.headerTimeout;
    rules->client.idleTimeout = config.server.idleTimeout;
    rules->maxConnections = config.server.maxConnections;
    rules->upstream.connect = config.upstream.connectTimeout;
    rules->upstream.tlsHandshake = config.upstream.tlsTimeout;
    rules->upstream.idle = config.upstream.idleConnection;
    rules->bodyIdleTimeout = config.upstream.bodyIdleTimeout;
    return std::shared_ptr<const proxy::Rules>(std::move(rules));
}

} // namespace llmproxy
