// SPDX-License-Identifier: MIT
#include "app/admin_text.h"

#include "app/plain_text.h"

#include <QDateTime>
#include <QStringList>

#include <optional>

using namespace Qt::StringLiterals;

namespace llmproxy::app {

namespace {

QString text(const QJsonValue &value)
{
    const QByteArray bytes = value.toString().toUtf8();
    return bytes.isEmpty() ? u"-"_s : printable(bytes);
}

QString number(const QJsonValue &value)
{
    return grouped(value.toInteger());
}

std::optional<TimePoint> timeOf(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    if (!time.isValid())
        return std::nullopt;
    return TimePoint(Duration(time.toMSecsSinceEpoch()));
}

/// "2 min 05 s", until then; "-": it does not end.
QString timeLeft(const QJsonValue &until, TimePoint now)
{
    const auto time = timeOf(until);
    return time ? shownDuration(std::max(Duration::zero(), *time - now)) : u"-"_s;
}

Tint tintOf(const QString &state)
{
    if (state == u"closed")
        return Tint::Good;
    return state == u"open" ? Tint::Bad : Tint::Warning;
}

QString usd(const QJsonValue &amount)
{
    const double dollars = amount.toDouble();
    return QString::fromLatin1(cost::shownUsd({qRound64(dollars * 1e9)}));
}

QByteArray head(const QJsonObject &status, TimePoint now, const Display &display)
{
    QStringList urls;
    for (const auto &listener : status[u"listeners"].toArray()) {
        const QString address = text(listener[u"address"]);
        urls += u"http://%1:%2"_s.arg(address.contains(u':') ? u'[' + address + u']' : address,
                                      QString::number(listener[u"port"].toInt()));
    }
    QString since;
    if (const auto started = timeOf(status[u"started_at"]))
        since = u" since %1 (%2)"_s.arg(shownTime(*started, display.zone),
                                        shownDuration(now - *started));
    return u"running%1 on %2\n"_s.arg(since, urls.join(u", "_s)).toUtf8();
}

QByteArray sums(const QJsonObject &status)
{
    const QJsonObject totals = status[u"totals"].toObject();
    const QJsonObject costs = status[u"costs"][u"all"].toObject();
    QString shown = u"exchanges  %1, %2 in flight, %3 client errors, %4 server errors\n"
                    "tokens     %5 in, %6 out\n"
                    "cost       %7, of it estimated %8, unknown of %9 exchanges\n"_s.arg(
                        number(totals[u"requests"]),
                        number(totals[u"in_flight"]),
                        number(totals[u"client_errors"]),
                        number(totals[u"server_errors"]),
                        number(costs[u"input_tokens"]),
                        number(costs[u"output_tokens"]),
                        usd(costs[u"usd"]),
                        usd(costs[u"estimated_usd"]),
                        number(costs[u"unknown"]));
    if (const qint64 dropped = totals[u"records_dropped"].toInteger(); dropped > 0)
        shown += u"records    %1 dropped, as they came too fast\n"_s.arg(grouped(dropped));
    return shown.toUtf8();
}

/// The worst state of a provider's circuits; empty: none is watched.
QString stateOf(const QJsonObject &status, const QString &provider)
{
    for (const auto &circuit : status[u"circuit_breaker"][u"providers"].toArray()) {
        if (circuit[u"provider"].toString() == provider)
            return circuit[u"state"].toString();
    }
    return {};
}

QByteArray providers(const QJsonObject &status, const Display &display)
{
    const bool hasBreaker = status[u"circuit_breaker"][u"enabled"].toBool();
    QList<QList<Cell>> rows;
    for (const auto &provider : status[u"providers"].toArray()) {
        const QString state = hasBreaker ? stateOf(status, provider[u"name"].toString()) : u"off"_s;
        const QString shown = state.isEmpty() ? u"closed"_s : state;
        rows += {{text(provider[u"name"])},
                 {number(provider[u"requests"])},
                 {number(provider[u"failed"])},
                 {number(provider[u"in_flight"])},
                 {shown, hasBreaker ? tintOf(shown) : Tint::Dim},
                 {text(provider[u"base_url"])}};
    }
    return table({{u"provider"_s},
                  {u"requests"_s, true},
                  {u"failed"_s, true},
                  {u"in flight"_s, true},
                  {u"circuit"_s},
                  {u"upstream"_s}},
                 rows,
                 display.isColoured);
}

/// "3 of 60 (1 held)"; "-": there is no limit.
QString use(const QJsonObject &window, const QString &metric)
{
    const qint64 limit = window[u"limit"][metric].toInteger();
    if (limit <= 0)
        return u"-"_s;
    const qint64 held = window[u"held"][metric].toInteger();
    return u"%1 of %2"_s.arg(grouped(window[u"used"][metric].toInteger()), grouped(limit))
           + (held > 0 ? u" (%1 held)"_s.arg(grouped(held)) : QString());
}

} // namespace

QByteArray statusText(const QJsonObject &status, TimePoint now, const Display &display)
{
    QByteArray shown =
        head(status, now, display) + sums(status) + '\n' + providers(status, display);
    const QJsonArray modes = status[u"test_modes"].toArray();
    if (!modes.isEmpty())
        shown += '\n' + testModesText(modes, now, display);
    return shown;
}

QByteArray circuitsText(const QJsonObject &status, TimePoint now, const Display &display)
{
    const QJsonObject breaker = status[u"circuit_breaker"].toObject();
    if (!breaker[u"enabled"].toBool())
        return "The circuit breaker is off: features.circuit_breaker.enabled\n";
    QList<QList<Cell>> rows;
    for (const auto &provider : breaker[u"providers"].toArray()) {
        for (const auto &key : provider[u"keys"].toArray()) {
            const QString state = text(key[u"state"]);
            rows += {{text(key[u"key"])},
                     {state, tintOf(state)},
                     {number(key[u"failures"])},
                     {timeLeft(key[u"until"], now)},
                     {text(key[u"forced_by"])}};
        }
    }
    if (rows.isEmpty())
        return "All circuits are closed, without a failure.\n";
    return table({{u"key"_s},
                  {u"state"_s},
                  {u"failures"_s, true},
                  {u"for another"_s, true},
                  {u"forced by"_s}},
                 rows,
                 display.isColoured);
}

QByteArray limitsText(const QJsonObject &limits, const Display &display)
{
    if (!limits[u"enabled"].toBool())
        return "Rate limits are off: features.rate_limiting.enabled\n";
    QList<QList<Cell>> rows;
    for (const auto &value : limits[u"windows"].toArray()) {
        const QJsonObject window = value.toObject();
        rows += {{text(window[u"scope"])},
                 {text(window[u"window"])},
                 {use(window, u"requests"_s)},
                 {use(window, u"tokens"_s)},
                 {shownDuration(std::chrono::seconds(window[u"resets_in_seconds"].toInteger()))}};
    }
    if (rows.isEmpty())
        return "Nothing is counted in this minute and day.\n";
    return table({{u"scope"_s},
                  {u"window"_s},
                  {u"requests"_s, true},
                  {u"tokens"_s, true},
                  {u"resets in"_s, true}},
                 rows,
                 display.isColoured);
}

QByteArray testModesText(const QJsonArray &modes, TimePoint now, const Display &display)
{
    if (modes.isEmpty())
        return "No test mode is on.\n";
    QList<QList<Cell>> rows;
    for (const auto &mode : modes) {
        const QJsonValue requests = mode[u"requests_left"];
        rows += {{number(mode[u"id"])},
                 {text(mode[u"mode"]), Tint::Warning},
                 {text(mode[u"scope"])},
                 {requests.isUndefined() ? timeLeft(mode[u"until"], now)
                                         : u"%1 requests"_s.arg(number(requests))},
                 {text(mode[u"by"])}};
    }
    return table(
        {{u"id"_s, true}, {u"test mode"_s}, {u"for"_s}, {u"for another"_s, true}, {u"by"_s}},
        rows,
        display.isColoured);
}

QByteArray problemsText(const QJsonArray &problems)
{
    QByteArray shown;
    for (const auto &problem : problems)
        shown += text(problem).toUtf8() + '\n';
    return shown;
}

} // namespace llmproxy::app
