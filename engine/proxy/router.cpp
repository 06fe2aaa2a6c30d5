// SPDX-License-Identifier: MIT
#include "engine/proxy/router.h"

#include <algorithm>
#include <array>

namespace llmproxy::proxy {

namespace {

// Told to the proxy in the URL by callers whose SDK lets them set no header.
constexpr auto OwnParameters = std::to_array<QByteArrayView>({"llm_proxy_bypass_circuit",
                                                              "llm_proxy_bypass_reason",
                                                              "llm_proxy_test_mode",
                                                              "llm_proxy_timeout_ms",
                                                              "llm_user_id"});

bool isOwn(QByteArrayView parameter)
{
    const qsizetype equals = parameter.indexOf('=');
    const QByteArrayView name = equals < 0 ? parameter : parameter.first(equals);
    return std::find(OwnParameters.begin(), OwnParameters.end(), name) != OwnParameters.end();
}

// Cuts "/segment" off; the rest keeps its slash. Nothing if no slash follows.
std::optional<QByteArrayView> cutSegment(QByteArrayView &target)
{
    if (target.isEmpty() || target.front() != '/')
        return std::nullopt;
    const qsizetype end = target.indexOf('/', 1);
    const qsizetype query = target.indexOf('?');
    if (end < 0 || (query >= 0 && query < end))
        return std::nullopt;
    const QByteArrayView segment = target.sliced(1, end - 1);
    target = target.sliced(end);
    return segment;
}

Route toProvider(const ProviderRoute &route, QByteArrayView rest, const QByteArray &user)
{
    if (!route.enabled)
        return ToDisabled{&route};
    QByteArray target = withoutOwnParameters(rest);
    if (!route.pathPrefix.isEmpty())
        target.prepend(route.pathPrefix);
    return ToProvider{&route, target, user};
}

} // namespace

QByteArray withoutOwnParameters(QByteArrayView target)
{
    const qsizetype question = target.indexOf('?');
    if (question < 0 || target.sliced(question).indexOf("llm_") < 0)
        return target.toByteArray();
    QByteArray kept = target.first(question).toByteArray();
    char separator = '?';
    QByteArrayView query = target.sliced(question + 1);
    while (true) {
        const qsizetype end = query.indexOf('&');
        const QByteArrayView parameter = end < 0 ? query : query.first(end);
        if (!isOwn(parameter)) {
            kept += separator;
            kept.append(parameter.data(), parameter.size());
            separator = '&';
        }
        if (end < 0)
            return kept;
        query = query.sliced(end + 1);
    }
}

OriginForm originForm(QByteArrayView target)
{
    if (target.startsWith('/'))
        return {target, std::nullopt};
    if (target.size() < 8 || !http::equalsIgnoringCase(target.first(7), "http://"))
        return {};
    const QByteArrayView rest = target.sliced(7);
    const qsizetype slash = rest.indexOf('/');
    if (slash <= 0)
        return {};
    return {rest.sliced(slash), rest.first(slash)};
}

Route route(QByteArrayView target, const Rules &rules)
{
    if (target.isEmpty())
        return BadTarget{};
    const qsizetype query = target.indexOf('?');
    const QByteArrayView path = query < 0 ? target : target.first(query);
    if (path == "/health")
        return ToHealth{};
    QByteArrayView rest = target;
    const auto first = cutSegment(rest);
    if (!first)
        return ToNothing{};
    if (const ProviderRoute *const named = rules.route(*first))
        return toProvider(*named, rest, {});
    if (*first != "meta")
        return ToNothing{};
    const auto user = cutSegment(rest);
    const auto name = user ? cutSegment(rest) : std::nullopt;
    const ProviderRoute *const named = name ? rules.route(*name) : nullptr;
    if (named == nullptr)
        return ToNothing{};
    return toProvider(*named, rest, QByteArray::fromPercentEncoding(user->toByteArray()));
}

} // namespace llmproxy::proxy
