// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <span>
#include <variant>

namespace llmproxy::admin {

/// What can be asked of the engine, and told to it, over HTTP.
enum class Action : quint8 {
    ShowStatus,
    ListExchanges,
    PurgeExchanges,
    ShowExchange,
    ShowExchangeAsCode,
    ExportHar,
    ExportJsonLines,
    FollowEvents,
    ListTestModes,
    SetTestModes,
    OpenCircuit,
    CloseCircuit,
    ProbeCircuit,
    ListLimits,
    SetRecording,
    ShowConfig,
    ReloadConfig,
    ShowOpenApi,
    ShowMetrics,
};

/// One line of the route table.
struct Route
{
    QByteArrayView method;
    QByteArrayView path; ///< a segment `{…}` stands for any one that is not empty
    Action action = Action::ShowStatus;

    /// Of those that do, the body is JSON. GET never changes anything.
    bool changesState() const { return method != "GET"; }
};

/// Every route; the document resources/openapi.json describes the same ones.
std::span<const Route> allRoutes();

struct Match
{
    const Route *route = nullptr; ///< of the table
    QByteArray argument;          ///< what stands in the place of `{…}`, percent-decoded
    QByteArrayView query;         ///< behind the '?'; borrowed
};
/// There is the path, but not with this method.
struct WrongMethod
{
    QByteArray allowed; ///< value of Allow
};
struct NoSuchPath
{};
using Found = std::variant<Match, WrongMethod, NoSuchPath>;

/// Is it for this room? `target` is in origin-form (RFC 9112 §3.2.1).
inline bool isAdminTarget(QByteArrayView target)
{
    const auto isAt = [target](QByteArrayView path) {
        return target.startsWith(path)
               && (target.size() == path.size() || target[path.size()] == '/'
                   || target[path.size()] == '?');
    };
    return isAt("/admin") || isAt("/metrics");
}

/// HEAD is where GET is (RFC 9110 §9.3.2). Segments are compared as they are on the wire.
Found find(QByteArrayView method, QByteArrayView target);

} // namespace llmproxy::admin
