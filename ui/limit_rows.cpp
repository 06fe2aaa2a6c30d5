// SPDX-License-Identifier: MIT
#include "ui/limit_rows.h"

#include "ui/format.h"
#include "ui/glyph.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using ratelimit::Metric;
using ratelimit::Window;
using ratelimit::WindowUse;

const QString Nothing = u"\u2013"_s;

LimitBar barOf(const WindowUse &use, Metric metric, bool enforced)
{
    const qint64 held = use.held.of(metric);
    return {.used = use.used.of(metric) - held,
            .held = held,
            .limit = use.limit.of(metric),
            .label = {},
            .enforced = enforced};
}

double shareOf(const LimitBar &bar)
{
    return bar.limit <= 0
               ? 0
               : static_cast<double>(bar.used + bar.held) / static_cast<double>(bar.limit);
}

QString wordOf(Window window)
{
    return window == Window::Minute ? LimitRows::tr("MINUTE") : LimitRows::tr("DAY");
}

/// A scope's windows; null where it was not used in one.
struct ScopeUse
{
    QByteArray scope = {};
    const WindowUse *minute = nullptr;
    const WindowUse *day = nullptr;
};

QList<ScopeUse> byScope(const ratelimit::Snapshot &limits)
{
    QList<ScopeUse> scopes;
    for (const WindowUse &use : limits.windows) {
        auto known = std::find_if(scopes.begin(), scopes.end(), [&use](const ScopeUse &each) {
            return each.scope == use.scope;
        });
        if (known == scopes.end())
            known = scopes.insert(scopes.end(), ScopeUse{.scope = use.scope});
        (use.window == Window::Minute ? known->minute : known->day) = &use;
    }
    return scopes;
}

/// What of a metric is shown: that of the window, or of the other one if it is what bites.
LimitBar shownBar(const ScopeUse &scope, Metric metric, Window window, bool enforced)
{
    const WindowUse *const chosen = window == Window::Minute ? scope.minute : scope.day;
    const WindowUse *const other = window == Window::Minute ? scope.day : scope.minute;
    LimitBar bar = chosen ? barOf(*chosen, metric, enforced) : LimitBar{.enforced = enforced};
    if (!other)
        return bar;
    LimitBar worse = barOf(*other, metric, enforced);
    if (!chosen) // not used in this window, but its limit is known to be there or not
        bar.limit = 0;
    if (shareOf(worse) < LimitBar::WarningShare || shareOf(worse) <= shareOf(bar))
        return bar;
    worse.label = wordOf(window == Window::Minute ? Window::Day : Window::Minute);
    return worse;
}

QString metricWord(Metric metric)
{
    return metric == Metric::Requests ? LimitRows::tr("requests") : LimitRows::tr("tokens");
}

QString windowWord(Window window)
{
    return window == Window::Minute ? LimitRows::tr("minute") : LimitRows::tr("day");
}

} // namespace

QStringList LimitRows::scopeHeadings()
{
    return {tr("Scope"), tr("Requests"), tr("Tokens")};
}

QList<Row> LimitRows::scopes(const ratelimit::Snapshot &limits, Window window)
{
    const bool enforced = limits.mode == ratelimit::Policy::Mode::Enforce;
    QList<Row> rows;
    const QList<ScopeUse> scopes = byScope(limits);
    for (const ScopeUse &scope : scopes) {
        const LimitBar requests = shownBar(scope, Metric::Requests, window, enforced);
        const LimitBar tokens = shownBar(scope, Metric::Tokens, window, enforced);
        const QString name = format::plain(scope.scope);
        rows.append(
            {.id = scope.scope,
             .cells = {{.text = name},
                       {.text = requests.text(), .paints = QVariant::fromValue(requests)},
                       {.text = tokens.text(), .paints = QVariant::fromValue(tokens)}},
             .sentence =
                 tr("%1: requests %2, tokens %3").arg(name, requests.text(), tokens.text())});
    }
    return rows;
}

QStringList LimitRows::denialHeadings()
{
    return {tr("Time"),
            tr("Over the limit"),
            tr("Limit"),
            tr("Retry after"),
            tr("Model"),
            tr("Request")};
}

QList<Row> LimitRows::denials(const ratelimit::Snapshot &limits)
{
    QList<Row> rows;
    for (const ratelimit::DeniedCall &call : limits.denials) {
        const ratelimit::Denial &denial = call.denial;
        const QString limit = tr("%1 %2 a %3", "500 requests a minute")
                                  .arg(format::count(denial.limit),
                                       metricWord(denial.metric),
                                       windowWord(denial.window));
        const QString exchange =
            call.exchange > 0 ? u"#"_s + QString::number(call.exchange) : Nothing;
        rows.append(
            {.id = QByteArray::number(call.exchange) + ' '
                   + QByteArray::number(qint64(call.at.time_since_epoch().count())),
             .cells = {{.text = format::timeOfDayToTheSecond(call.at)},
                       {.text = call.enforced
                                    ? format::plain(denial.scope)
                                    : tr("%1 (only observed)").arg(format::plain(denial.scope))},
                       {.text = limit},
                       {.text = format::countdown(denial.retryAfter)},
                       {.text = call.model.isEmpty() ? Nothing : format::plain(call.model)},
                       {.text = exchange}}});
    }
    return rows;
}

qint64 LimitRows::exchangeOf(const QByteArray &denialId)
{
    return denialId.left(denialId.indexOf(' ')).toLongLong();
}

bool LimitRows::hasLimits(const ratelimit::Snapshot &limits)
{
    return std::any_of(limits.windows.begin(), limits.windows.end(), [](const WindowUse &use) {
        return use.limit.requests > 0 || use.limit.tokens > 0;
    });
}

int LimitRows::rejecting(const ratelimit::Snapshot &limits)
{
    int count = 0;
    const QList<ScopeUse> scopes = byScope(limits);
    for (const ScopeUse &scope : scopes) {
        const auto isFull = [&](const WindowUse *use) {
            return use
                   && (barOf(*use, Metric::Requests, true).level() == LimitBar::Level::Rejecting
                       || barOf(*use, Metric::Tokens, true).level() == LimitBar::Level::Rejecting);
        };
        count += isFull(scope.minute) || isFull(scope.day) ? 1 : 0;
    }
    return count;
}

QString LimitRows::facts(const ratelimit::Snapshot &limits)
{
    const QStringList parts{limits.mode == ratelimit::Policy::Mode::Enforce
                                ? tr("ENFORCE")
                                : tr("OBSERVE ONLY (mode: log), nothing is refused"),
                            tr("%n scope(s) in use", nullptr, static_cast<int>(limits.scopes)),
                            limits.mode == ratelimit::Policy::Mode::Enforce
                                ? tr("today %1 allowed, %2 refused")
                                      .arg(format::count(limits.today.all.allowed),
                                           format::count(limits.today.all.denied))
                                : tr("today %1 within the limits, %2 over them")
                                      .arg(format::count(limits.today.all.allowed),
                                           format::count(limits.today.all.denied))};
    return parts.join(u" \u00B7 "_s);
}

} // namespace llmproxy::ui
