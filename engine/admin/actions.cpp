// SPDX-License-Identifier: MIT
#include "engine/admin/actions.h"

#include "engine/admin/event_feed.h"
#include "engine/admin/exchanges.h"
#include "engine/admin/openapi.h"
#include "engine/admin/orders.h"
#include "engine/admin/query.h"
#include "engine/stats/snapshot_json.h"

#include <QJsonDocument>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace llmproxy::admin {

namespace {

const QByteArray ByAdmin = "admin"; ///< whose doing it is, in logs and the window

Reply json(const QJsonObject &object, int status = 200)
{
    return {.status = status, .body = QJsonDocument(object).toJson(QJsonDocument::Compact)};
}

proxy::LocalError badRequest(const QByteArray &what)
{
    return {400, what, "bad_request"};
}

Reply listTestModes(const Control &control)
{
    return json({{"test_modes"_L1, stats::toJson(control.snapshot()->testModes)}});
}

// All of them, in the place of those that were on.
Answer setTestModes(const Request &request, Control &control)
{
    auto rules = testRulesOf(request.body, request.at);
    if (!rules)
        return badRequest(rules.error());
    const auto before = control.snapshot();
    for (circuit::TestRule &rule : *rules) {
        rule.by = ByAdmin;
        if (control.switchTestModeOn(rule) == 0)
            return proxy::LocalError{
                409,
                "Test modes need features.circuit_breaker.enabled and test_mode_enabled",
                "test_modes_not_allowed"};
    }
    for (const stats::TestModeStatus &mode : before->testModes)
        control.switchTestModeOff(mode.id);
    return listTestModes(control);
}

// The key as it stands now; one without a failure is not in the snapshot.
circuit::KeyStatus statusOf(const circuit::Key &key, const stats::EngineSnapshot &snapshot)
{
    for (const circuit::ProviderStatus &provider : snapshot.circuits.providers) {
        for (const circuit::KeyStatus &status : provider.keys) {
            if (status.key == key)
                return status;
        }
    }
    return {.key = key};
}

Answer forceCircuit(const Request &request, circuit::Force::What what, Control &control)
{
    const auto until = forcedUntil(request.body, request.at);
    if (!until)
        return badRequest(until.error());
    const auto before = control.snapshot();
    const circuit::Key key = circuit::keyNamed(request.argument);
    const bool isKnown =
        std::any_of(before->providers.begin(),
                    before->providers.end(),
                    [&key](const auto &provider) { return provider.name == key.provider; });
    if (!isKnown)
        return proxy::LocalError{404, "There is no such provider", "not_found"};
    if (!before->breaksCircuits)
        return proxy::LocalError{
            409, "The circuit breaker is off: features.circuit_breaker.enabled", "breaker_off"};
    control.forceCircuit(key, {.what = what, .by = ByAdmin, .until = *until});
    return json({{"circuit"_L1, stats::toJson(statusOf(key, *control.snapshot()))}});
}

Reply listLimits(const Control &control)
{
    const auto snapshot = control.snapshot();
    QJsonObject limits;
    if (snapshot->limitsRates)
        limits = stats::toJson(snapshot->limits, snapshot->at);
    limits.insert("enabled"_L1, snapshot->limitsRates);
    return json({{"rate_limits"_L1, limits}});
}

Reply replyOf(const ReloadOutcome &outcome)
{
    QJsonArray problems;
    for (const QByteArray &problem : outcome.problems)
        problems.append(QString::fromUtf8(problem));
    if (outcome.isReloaded)
        return json({{"reloaded"_L1, true}, {"problems"_L1, problems}});
    const QJsonObject error{
        {"message"_L1, "[PROXY] The configuration has errors, the old one stays"_L1},
        {"type"_L1, "invalid_configuration"_L1},
        {"code"_L1, "invalid_configuration"_L1}};
    Reply reply = json({{"error"_L1, error}, {"problems"_L1, problems}}, 422);
    reply.fields = "X-Llm-Proxy-Error-Source: proxy\r\n";
    return reply;
}

Later reload(Powers &powers)
{
    return [&powers](std::function<void(Answer)> done) {
        powers.reload(
            [done = std::move(done)](const ReloadOutcome &outcome) { done(replyOf(outcome)); });
    };
}

Later purge(Control &control)
{
    return [&control](std::function<void(Answer)> done) {
        control.purge([done = std::move(done)](const QByteArray &error) {
            if (error.isEmpty())
                done(json({{"purged"_L1, true}}));
            else
                done(proxy::LocalError{500, error, "not_purged"});
        });
    };
}

Answer setRecording(const Request &request, Control &control)
{
    const auto paused = isPaused(request.body);
    if (!paused)
        return badRequest(paused.error());
    control.pauseRecording(*paused);
    return json({{"paused"_L1, *paused}});
}

Answer follow(const Request &request, const Control &control)
{
    std::optional<EventPlace> from;
    if (!request.lastEventId.isEmpty()) {
        from = eventPlaceNamed(request.lastEventId);
        if (!from)
            return badRequest("Last-Event-ID is none of an event's");
    }
    auto filter = filterOf(Query(request.query), request.wallAt);
    if (!filter)
        return filter.error();
    return Streamed{.stream = std::make_unique<EventFeed>(control, from, *std::move(filter)),
                    .type = "text/event-stream"};
}

} // namespace

Deed act(const Request &request, Powers &powers)
{
    Control &control = powers.control;
    switch (request.action) {
    case Action::ShowStatus:
        return Answer(json(stats::toJson(*control.snapshot())));
    case Action::ListExchanges:
        return Answer(listExchanges(control, Query(request.query), request.wallAt));
    case Action::PurgeExchanges:
        return purge(control);
    case Action::ShowExchange:
        return showExchange(control, request.argument);
    case Action::ShowExchangeAsCode:
        return showExchangeAsCode(control, request.argument, Query(request.query));
    case Action::ExportHar:
        return Answer(exportHar(control, Query(request.query), request.wallAt, powers.version));
    case Action::ExportJsonLines:
        return Answer(exportJsonLines(control, Query(request.query), request.wallAt));
    case Action::FollowEvents:
        return Answer(follow(request, control));
    case Action::ListTestModes:
        return Answer(listTestModes(control));
    case Action::SetTestModes:
        return Answer(setTestModes(request, control));
    case Action::OpenCircuit:
        return Answer(forceCircuit(request, circuit::Force::What::Open, control));
    case Action::CloseCircuit:
        return Answer(forceCircuit(request, circuit::Force::What::Close, control));
    case Action::ProbeCircuit:
        return Answer(forceCircuit(request, circuit::Force::What::Probe, control));
    case Action::ListLimits:
        return Answer(listLimits(control));
    case Action::SetRecording:
        return Answer(setRecording(request, control));
    case Action::ShowConfig:
        return Answer(Reply{.body = powers.configuration(), .type = "application/yaml"});
    case Action::ReloadConfig:
        return reload(powers);
    case Action::ShowOpenApi:
        return Answer(Reply{.body = openApiDocument().toByteArray()});
    case Action::ShowMetrics:
        return Answer(
            Reply{.body = powers.metrics(), .type = "text/plain; version=0.0.4; charset=utf-8"});
    }
    return Answer(proxy::LocalError{404, "There is no such route", "not_found"});
}

} // namespace llmproxy::admin
