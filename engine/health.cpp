// SPDX-License-Identifier: MIT
#include "engine/health.h"

#include "engine/proxy/local_reply.h"

namespace llmproxy {

namespace {

QByteArray jsonBool(bool value)
{
    return value ? "true" : "false";
}

// The fields that the README's clients know (contract §2).
QByteArray providerHealth(const proxy::ProviderRoute &route, const Health &health)
{
    const QByteArray name = proxy::jsonEscaped(route.name);
    QByteArray json = "\"" + name + R"(":{"provider":")" + name
                      + R"(","status":"healthy","baseURL":")" + proxy::jsonEscaped(route.baseUrl)
                      + R"(","streaming_support":true,"body_parsing":)"
                      + jsonBool(route.vendor->readsBodies);
    if (route.vendor->hasSseSwitch)
        json += R"(,"sse_support":true)";
    if (route.vendor->isSigned)
        json += R"(,"region":")" + proxy::jsonEscaped(route.region)
                + R"(","auth":"client_sigv4_passthrough")";
    const QByteArray circuit =
        health.circuit ? stats::circuitMembers(*health.circuit, route.name) : QByteArray();
    if (!circuit.isEmpty())
        json += ',' + circuit;
    return json + "}";
}

} // namespace

QByteArray healthBody(const proxy::Rules &rules, const Health &health)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(health.at).time_since_epoch();
    QByteArrayList providers;
    for (const proxy::ProviderRoute &route : rules.routes) {
        if (route.enabled)
            providers.append(providerHealth(route, health));
    }
    QByteArray body =
        R"({"status":"healthy","timestamp":)" + QByteArray::number(qint64(seconds.count()))
        + R"(,"features":{"cost_tracking":)" + jsonBool(health.tracksCosts)
        + R"(,"circuit_breaker":)" + jsonBool(health.circuit.has_value()) + R"(,"rate_limiting":)"
        + jsonBool(health.limitsRates) + R"(},"providers":{)" + providers.join(',') + '}';
    if (health.limitsRates && health.limitStore.backend != "memory")
        body += R"(,"rate_limiting":{"backend":")"
                + (health.limitStore.connected ? health.limitStore.backend : QByteArray("memory"))
                + R"(","redis_fallback":)" + jsonBool(!health.limitStore.connected) + '}';
    if (health.circuit)
        body += R"(,"circuit_breaker":)" + stats::circuitBlock(*health.circuit);
    return body + '}';
}

} // namespace llmproxy
