// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/http/host_policy.h"
#include "engine/net/client_connection.h"
#include "engine/net/endpoint.h"
#include "engine/providers/provider.h"
#include "engine/proxy/admission.h"
#include "engine/proxy/capture.h"
#include "engine/proxy/guard.h"
#include "engine/usage/estimate.h"

#include <QHash>

#include <memory>
#include <vector>

namespace llmproxy::proxy {

/// A provider of the configuration: a route and where it leads.
struct ProviderRoute
{
    QByteArray name;                             ///< first segment of the route
    const providers::Provider *vendor = nullptr; ///< never null
    bool enabled = true;
    bool anyOrigin = true; ///< pages of any origin may call; else Host and Origin are checked
    std::shared_ptr<const net::Endpoint> endpoint;
    QByteArray hostField;  ///< value of Host for the upstream, "api.openai.com"
    QByteArray pathPrefix; ///< of the base URL, in front of every target; empty or "/…"
    QByteArray baseUrl;    ///< for people
    /// The endpoint follows the Host that the vendor finds for each request (Bedrock), instead of
    /// `endpoint`, which then only lends its TLS context.
    bool endpointFollowsHost = false;
    QByteArray region; ///< for vendors with regions: where a request names none
    Duration responseHeaderTimeout = std::chrono::seconds(300);
    QHash<QByteArray, QByteArray> modelOf; ///< alias -> the model's name in the configuration
    usage::EstimateSettings estimate;      ///< of a request's input tokens
};

/// What all exchanges of a worker go by. Immutable and shared by all threads; an exchange keeps
/// the rules that it began with, a reload brings new ones.
struct Rules
{
    std::vector<ProviderRoute> routes;
    QHash<QByteArray, qsizetype> routeOf; ///< name -> index in `routes`
    QList<QByteArray> allowedHosts;       ///< lower case, besides the loopback names
    int maxConnections = 10'000;
    qint64 maxBodyBytes = 0;                 ///< of a request; 0: no limit
    qint64 maxReplayBytes = qint64(1) << 20; ///< of a request kept to be sent a second time
    CircuitRules circuit;
    LimitRules limits;
    CaptureRules capture;
    bool readsUsage = true; ///< a copy of each answer is read for its tokens
    bool tellsUsage = true; ///< and the client told, by X-LLM-* fields
    net::ClientLimits client;
    net::UpstreamTimeouts upstream;
    Duration bodyIdleTimeout = std::chrono::seconds(300); ///< between bytes of a response; 0: none
    Duration writeStallTimeout = std::chrono::seconds(120); ///< a peer that takes nothing

    const ProviderRoute *route(QByteArrayView name) const
    {
        const auto found = routeOf.constFind(QByteArray::fromRawData(name.data(), name.size()));
        return found == routeOf.constEnd() ? nullptr : &routes[static_cast<std::size_t>(*found)];
    }
};

} // namespace llmproxy::proxy
