// SPDX-License-Identifier: MIT
#include "engine/stats/snapshot_json.h"

#include "engine/ratelimit/limits.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::stats {

namespace {

QString text(QByteArrayView bytes)
{
    return QString::fromUtf8(bytes.data(), bytes.size());
}

void addTime(QJsonObject &object, QLatin1StringView key, const std::optional<TimePoint> &time)
{
    if (time)
        object.insert(key, isoTime(*time));
}

void addText(QJsonObject &object, QLatin1StringView key, QByteArrayView bytes)
{
    if (!bytes.isEmpty())
        object.insert(key, text(bytes));
}

double usd(cost::Money money)
{
    return double(money.nanoUsd) / 1e9;
}

qint64 wholeSeconds(Duration time)
{
    return qint64(std::chrono::ceil<std::chrono::seconds>(time).count());
}

/// A list of what toJson() makes of each element.
template<class List, class Make>
QJsonArray arrayOf(const List &list, Make make)
{
    QJsonArray array;
    for (const auto &each : list)
        array.append(make(each));
    return array;
}

QJsonObject listenerJson(const Listener &listener)
{
    return {{"address"_L1, text(listener.address)}, {"port"_L1, listener.port}};
}

/// Told of one that is shared with other instances.
void addStore(QJsonObject &object, const StoreStatus &store)
{
    if (store.backend == "memory")
        return;
    QJsonObject told{{"backend"_L1, text(store.backend)},
                     {"server"_L1, text(store.server)},
                     {"connected"_L1, store.connected}};
    addTime(told, "fallback_since"_L1, store.fallbackSince);
    addText(told, "last_error"_L1, store.lastError);
    object.insert("store"_L1, told);
}

QJsonObject recentJson(const ProviderTraffic &recent)
{
    QJsonObject object{{"answered"_L1, recent.answered},
                       {"failed"_L1, recent.failed},
                       {"blocked"_L1, recent.blocked}};
    if (recent.firstByteP50)
        object.insert("first_byte_p50_ms"_L1, qint64(recent.firstByteP50->count()));
    return object;
}

QJsonObject providerJson(const ProviderStatus &provider)
{
    return {{"name"_L1, text(provider.name)},
            {"type"_L1, text(provider.type)},
            {"base_url"_L1, text(provider.baseUrl)},
            {"enabled"_L1, provider.enabled},
            {"requests"_L1, provider.requests},
            {"failed"_L1, provider.failed},
            {"in_flight"_L1, provider.inFlight},
            {"recent"_L1, recentJson(provider.recent)}};
}

QJsonObject totalsJson(const Totals &totals)
{
    return {{"requests"_L1, totals.requests},
            {"in_flight"_L1, totals.inFlight},
            {"connections"_L1, totals.connections},
            {"succeeded"_L1, totals.succeeded},
            {"client_errors"_L1, totals.clientErrors},
            {"server_errors"_L1, totals.serverErrors},
            {"streamed"_L1, totals.streamed},
            {"bytes_in"_L1, totals.bytesIn},
            {"bytes_out"_L1, totals.bytesOut},
            {"records_dropped"_L1, totals.recordsDropped},
            {"bodies_dropped"_L1, totals.bodiesDropped}};
}

QJsonObject costJson(const CostTotals &totals)
{
    return {{"exchanges"_L1, totals.exchanges},
            {"unknown"_L1, totals.unknown},
            {"input_tokens"_L1, totals.input},
            {"output_tokens"_L1, totals.output},
            {"cache_read_tokens"_L1, totals.cacheRead},
            {"cache_write_tokens"_L1, totals.cacheWrite},
            {"thought_tokens"_L1, totals.thought},
            {"usd"_L1, usd(totals.total)},
            {"estimated_usd"_L1, usd(totals.estimated)},
            {"input_usd"_L1, usd(totals.parts.input)},
            {"output_usd"_L1, usd(totals.parts.output)},
            {"cache_read_usd"_L1, usd(totals.parts.cacheRead)},
            {"cache_write_usd"_L1, usd(totals.parts.cacheWrite)},
            {"thought_usd"_L1, usd(totals.parts.thought)}};
}

QString nameOf(const QByteArray &name)
{
    return text(name);
}

QString nameOf(QDate day)
{
    return day.toString(Qt::ISODate);
}

template<class Key>
QJsonObject costsBy(const QMap<Key, CostTotals> &totals)
{
    QJsonObject object;
    for (auto entry = totals.begin(); entry != totals.end(); ++entry)
        object.insert(nameOf(entry.key()), costJson(entry.value()));
    return object;
}

QJsonObject costsJson(const Costs &costs)
{
    return {{"all"_L1, costJson(costs.all)},
            {"by_provider"_L1, costsBy(costs.byProvider)},
            {"by_model"_L1, costsBy(costs.byModel)},
            {"by_key"_L1, costsBy(costs.byKey)},
            {"by_user"_L1, costsBy(costs.byUser)},
            {"by_day"_L1, costsBy(costs.byDay)}};
}

QJsonObject transportJson(const TransportStatus &transport)
{
    QJsonObject object{{"name"_L1, text(transport.name)},
                       {"written"_L1, transport.written},
                       {"dropped"_L1, transport.dropped}};
    addText(object, "last_error"_L1, transport.lastError);
    return object;
}

QJsonObject historyJson(const HistoryStatus &history)
{
    QJsonObject object{{"enabled"_L1, history.enabled}, {"paused"_L1, history.paused}};
    if (!history.enabled)
        return object;
    addText(object, "path"_L1, history.path);
    object.insert("records"_L1, history.records);
    object.insert("bytes"_L1, history.bytes);
    object.insert("dropped_records"_L1, history.droppedRecords);
    object.insert("dropped_bodies"_L1, history.droppedBodies);
    addText(object, "last_error"_L1, history.lastError);
    return object;
}

QJsonObject failureJson(const circuit::RecentFailure &failure)
{
    return {{"at"_L1, isoTime(failure.at)},
            {"exchange"_L1, failure.cause.exchange},
            {"kind"_L1, text(circuit::textOf(failure.cause.kind))},
            {"status"_L1, failure.cause.status}};
}

QJsonObject rollupJson(const circuit::RollupStatus &rollup)
{
    return {{"open"_L1, rollup.open},
            {"count"_L1, rollup.count},
            {"threshold"_L1, rollup.threshold},
            {"window_seconds"_L1, wholeSeconds(rollup.window)},
            {"open_keys"_L1, arrayOf(rollup.openKeys, [](const circuit::Key &key) {
                 return text(circuit::textOf(key));
             })}};
}

QJsonObject circuitJson(const circuit::ProviderStatus &provider)
{
    QJsonObject object{
        {"provider"_L1, text(provider.provider)},
        {"state"_L1, text(circuit::textOf(provider.state))},
        {"failures"_L1, provider.failures},
        {"keys"_L1,
         arrayOf(provider.keys, [](const circuit::KeyStatus &key) { return toJson(key); })},
        {"keys_left_out"_L1, provider.keysLeftOut}};
    addTime(object, "cooldown_until"_L1, provider.cooldownUntil);
    if (provider.rollup.threshold > 0)
        object.insert("rollup"_L1, rollupJson(provider.rollup));
    return object;
}

QJsonObject amountsJson(const ratelimit::Amounts &amounts)
{
    return {{"requests"_L1, amounts.requests}, {"tokens"_L1, amounts.tokens}};
}

QJsonObject windowJson(const ratelimit::WindowUse &use, TimePoint now)
{
    return {{"scope"_L1, text(use.scope)},
            {"window"_L1, text(nameOf(use.window))},
            {"used"_L1, amountsJson(use.used)},
            {"held"_L1, amountsJson(use.held)},
            {"limit"_L1, amountsJson(use.limit)},
            {"resets_at"_L1, isoTime(use.resetsAt)},
            {"resets_in_seconds"_L1, wholeSeconds(std::max(Duration(0), use.resetsAt - now))}};
}

QJsonObject denialJson(const ratelimit::DeniedCall &call)
{
    const ratelimit::Denial &denial = call.denial;
    QJsonObject object{{"at"_L1, isoTime(call.at)},
                       {"exchange"_L1, call.exchange},
                       {"provider"_L1, text(call.provider)},
                       {"scope"_L1, text(denial.scope)},
                       {"metric"_L1, text(nameOf(denial.metric))},
                       {"window"_L1, text(nameOf(denial.window))},
                       {"limit"_L1, denial.limit},
                       {"remaining"_L1, denial.remaining},
                       {"enforced"_L1, call.enforced}};
    addText(object, "model"_L1, call.model);
    addText(object, "key"_L1, call.key);
    addText(object, "user"_L1, call.user);
    return object;
}

QJsonObject tallyJson(const ratelimit::Tally &tally)
{
    return {{"allowed"_L1, tally.allowed}, {"denied"_L1, tally.denied}};
}

QJsonObject testModeJson(const TestModeStatus &mode)
{
    QJsonObject object{{"id"_L1, mode.id},
                       {"mode"_L1, text(mode.mode)},
                       {"scope"_L1, text(mode.scope)},
                       {"by"_L1, text(mode.by)}};
    if (mode.requestsLeft)
        object.insert("requests_left"_L1, *mode.requestsLeft);
    addTime(object, "until"_L1, mode.until);
    return object;
}

} // namespace

QString isoTime(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

QJsonArray toJson(const QList<TestModeStatus> &modes)
{
    return arrayOf(modes, testModeJson);
}

QJsonObject toJson(const circuit::KeyStatus &key)
{
    QJsonObject object{{"key"_L1, text(circuit::textOf(key.key))},
                       {"state"_L1, text(circuit::textOf(key.state))},
                       {"failures"_L1, key.failures},
                       {"probing"_L1, key.probing},
                       {"recent"_L1, arrayOf(key.recent, failureJson)}};
    addTime(object, "until"_L1, key.until);
    addText(object, "forced_by"_L1, key.forcedBy);
    return object;
}

QJsonObject toJson(const ratelimit::Snapshot &limits, TimePoint now)
{
    QJsonObject byProvider;
    for (auto entry = limits.today.byProvider.begin(); entry != limits.today.byProvider.end();
         ++entry)
        byProvider.insert(text(entry.key()), tallyJson(entry.value()));
    return {{"mode"_L1, limits.mode == ratelimit::Policy::Mode::Enforce ? "enforce"_L1 : "log"_L1},
            {"scopes"_L1, limits.scopes},
            {"windows"_L1,
             arrayOf(limits.windows,
                     [now](const ratelimit::WindowUse &use) { return windowJson(use, now); })},
            {"today"_L1,
             QJsonObject{{"all"_L1, tallyJson(limits.today.all)}, {"by_provider"_L1, byProvider}}},
            {"denials"_L1, arrayOf(limits.denials, denialJson)}};
}

QJsonObject toJson(const EngineSnapshot &snapshot)
{
    QJsonObject breaker{{"enabled"_L1, snapshot.breaksCircuits},
                        {"providers"_L1, arrayOf(snapshot.circuits.providers, circuitJson)}};
    addStore(breaker, snapshot.circuitStore);
    if (snapshot.breaksCircuits)
        breaker.insert("mode"_L1, snapshot.circuitFacts.observesOnly ? "log"_L1 : "enforce"_L1);
    QJsonObject limits;
    if (snapshot.limitsRates)
        limits = toJson(snapshot.limits, snapshot.at);
    addStore(limits, snapshot.limitStore);
    limits.insert("enabled"_L1, snapshot.limitsRates);
    return {{"at"_L1, isoTime(snapshot.at)},
            {"started_at"_L1, isoTime(snapshot.startedAt)},
            {"running"_L1, snapshot.running},
            {"demo"_L1, snapshot.demo},
            {"workers"_L1, snapshot.workers},
            {"listeners"_L1, arrayOf(snapshot.listeners, listenerJson)},
            {"providers"_L1, arrayOf(snapshot.providers, providerJson)},
            {"totals"_L1, totalsJson(snapshot.totals)},
            {"costs"_L1, costsJson(snapshot.costs)},
            {"transports"_L1, arrayOf(snapshot.transports, transportJson)},
            {"circuit_breaker"_L1, breaker},
            {"test_modes"_L1, toJson(snapshot.testModes)},
            {"rate_limits"_L1, limits},
            {"history"_L1, historyJson(snapshot.history)}};
}

} // namespace llmproxy::stats
