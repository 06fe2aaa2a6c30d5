// SPDX-License-Identifier: MIT
#include "engine/admin/routes.h"

#include <QByteArrayList>

#include <array>
#include <optional>

namespace llmproxy::admin {

namespace {

constexpr std::array Routes{
    Route{"GET", "/admin/api/v1/status", Action::ShowStatus},
    Route{"GET", "/admin/api/v1/exchanges", Action::ListExchanges},
    Route{"DELETE", "/admin/api/v1/exchanges", Action::PurgeExchanges},
    Route{"GET", "/admin/api/v1/exchanges/{id}", Action::ShowExchange},
    Route{"GET", "/admin/api/v1/exchanges/{id}/curl", Action::ShowExchangeAsCode},
    Route{"GET", "/admin/api/v1/exchanges.har", Action::ExportHar},
    Route{"GET", "/admin/api/v1/exchanges.jsonl", Action::ExportJsonLines},
    Route{"GET", "/admin/api/v1/events", Action::FollowEvents},
    Route{"GET", "/admin/api/v1/test-modes", Action::ListTestModes},
    Route{"PUT", "/admin/api/v1/test-modes", Action::SetTestModes},
    Route{"POST", "/admin/api/v1/circuit/{key}/open", Action::OpenCircuit},
    Route{"POST", "/admin/api/v1/circuit/{key}/close", Action::CloseCircuit},
    Route{"POST", "/admin/api/v1/circuit/{key}/probe", Action::ProbeCircuit},
    Route{"GET", "/admin/api/v1/limits", Action::ListLimits},
    Route{"PUT", "/admin/api/v1/recording", Action::SetRecording},
    Route{"GET", "/admin/api/v1/config", Action::ShowConfig},
    Route{"POST", "/admin/api/v1/config/reload", Action::ReloadConfig},
    Route{"GET", "/admin/api/v1/openapi.json", Action::ShowOpenApi},
    Route{"GET", "/metrics", Action::ShowMetrics},
};

// Cuts the next segment off, with the slash in front of it.
QByteArrayView cutSegment(QByteArrayView &path)
{
    const qsizetype slash = path.indexOf('/', 1);
    const QByteArrayView segment = slash < 0 ? path : path.first(slash);
    path = path.sliced(segment.size());
    return segment;
}

bool isVariable(QByteArrayView segment)
{
    return segment.startsWith("/{");
}

// What stands in the place of the variable, without its slash; empty if there is none. Nullopt:
// another path.
std::optional<QByteArrayView> matched(QByteArrayView pattern, QByteArrayView path)
{
    QByteArrayView argument = "";
    while (!pattern.isEmpty() && !path.isEmpty()) {
        const QByteArrayView wanted = cutSegment(pattern);
        const QByteArrayView segment = cutSegment(path);
        const bool fits = isVariable(wanted) ? segment.size() > 1 : segment == wanted;
        if (!fits)
            return std::nullopt;
        if (isVariable(wanted))
            argument = segment.sliced(1);
    }
    if (!pattern.isEmpty() || !path.isEmpty())
        return std::nullopt;
    return argument;
}

} // namespace

std::span<const Route> allRoutes()
{
    return Routes;
}

Found find(QByteArrayView method, QByteArrayView target)
{
    const qsizetype mark = target.indexOf('?');
    const QByteArrayView path = mark < 0 ? target : target.first(mark);
    const QByteArrayView query = mark < 0 ? QByteArrayView("") : target.sliced(mark + 1);
    const QByteArrayView wanted = method == "HEAD" ? QByteArrayView("GET") : method;
    QByteArrayList allowed;
    for (const Route &route : Routes) {
        const auto argument = matched(route.path, path);
        if (!argument)
            continue;
        if (route.method == wanted)
            return Match{&route, QByteArray::fromPercentEncoding(argument->toByteArray()), query};
        allowed.append(route.method == "GET" ? QByteArray("GET, HEAD")
                                             : route.method.toByteArray());
    }
    if (allowed.isEmpty())
        return NoSuchPath{};
    return WrongMethod{allowed.join(", ")};
}

} // namespace llmproxy::admin
