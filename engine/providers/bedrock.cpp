// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <algorithm>
#include <array>

namespace llmproxy::providers {

namespace {

constexpr QByteArrayView Suffix = ".amazonaws.com";

// ^[a-z]{2}(-[a-z0-9]+)+$: nothing else becomes part of a host name.
bool isRegion(QByteArrayView text)
{
    const auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
    if (text.size() < 4 || !isLower(text[0]) || !isLower(text[1]) || text[2] != '-')
        return false;
    bool afterDash = true;
    for (const char c : text.sliced(3)) {
        if (c == '-' && afterDash)
            return false;
        if (c != '-' && !isLower(c) && (c < '0' || c > '9'))
            return false;
        afterDash = c == '-';
    }
    return !afterDash;
}

// bedrock-runtime[-fips].<region>.amazonaws.com[.cn], with a port perhaps
bool isRuntimeHost(QByteArrayView host)
{
    const qsizetype colon = host.indexOf(':');
    if (colon >= 0) {
        const QByteArrayView port = host.sliced(colon + 1);
        if (port.isEmpty()
            || !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return false;
        host = host.first(colon);
    }
    if (host.endsWith(".cn"))
        host.chop(3);
    if (!host.endsWith(Suffix))
        return false;
    host.chop(Suffix.size());
    for (const QByteArrayView prefix :
         {QByteArrayView("bedrock-runtime."), QByteArrayView("bedrock-runtime-fips.")}) {
        if (host.startsWith(prefix))
            return isRegion(host.sliced(prefix.size()));
    }
    return false;
}

// Credential=<key>/<date>/<region>/<service>/aws4_request
QByteArrayView scopeRegion(QByteArrayView authorization)
{
    static constexpr QByteArrayView Mark = "Credential=";
    const qsizetype at = authorization.indexOf(Mark);
    if (!authorization.startsWith("AWS4-") || at < 0)
        return {};
    QByteArrayView rest = authorization.sliced(at + Mark.size());
    if (const qsizetype comma = rest.indexOf(','); comma >= 0)
        rest = rest.first(comma);
    for (int i = 0; i < 2; ++i) {
        const qsizetype slash = rest.indexOf('/');
        if (slash < 0)
            return {};
        rest = rest.sliced(slash + 1);
    }
    const qsizetype end = rest.indexOf('/');
    return end < 0 ? QByteArrayView() : rest.first(end);
}

QByteArray upstreamHost(const http::RequestHead &head, QByteArrayView defaultRegion)
{
    // A client that signed the endpoint's own name also sent it: it goes on as it is.
    if (const auto host = head.find("host"); host && isRuntimeHost(*host))
        return host->toByteArray();
    // One that dialled the proxy by the proxy's name signed for the region in its credential.
    const auto authorization = head.find("authorization");
    const QByteArrayView scope = authorization ? scopeRegion(*authorization) : QByteArrayView();
    const QByteArrayView region = isRegion(scope) ? scope : defaultRegion;
    if (!isRegion(region))
        return {};
    const QByteArrayView china =
        region.startsWith("cn-") ? QByteArrayView(".cn") : QByteArrayView("");
    return "bedrock-runtime." + region.toByteArray() + Suffix.toByteArray() + china.toByteArray();
}

} // namespace

// AWS General Reference, "Amazon Bedrock endpoints and quotas"; "Signature Version 4"
Provider bedrock()
{
    static constexpr std::array<QByteArrayView, 1> StreamTypes = {
        "application/vnd.amazon.eventstream"};
    return {.type = "bedrock",
            .defaultBaseUrl = "https://bedrock-runtime.{region}.amazonaws.com",
            .enabledByDefault = false,
            .streamTypes = StreamTypes,
            .upstreamHost = upstreamHost,
            .isSigned = true};
}

} // namespace llmproxy::providers
