// SPDX-License-Identifier: MIT
#include "ui/health_news.h"

#include "ui/circuit_view.h"
#include "ui/format.h"
#include "ui/limit_bar.h"

#include <array>

namespace llmproxy::ui {
namespace {

using ratelimit::Metric;
using ratelimit::WindowUse;

constexpr qsizetype MaxTold = 1'000;

int levelOf(const WindowUse &use, Metric metric)
{
    const LimitBar bar{.used = use.used.of(metric), .limit = use.limit.of(metric)};
    switch (bar.level()) {
    case LimitBar::Level::Rejecting:
        return 100;
    case LimitBar::Level::Warning:
        return 80;
    case LimitBar::Level::Fine:
    case LimitBar::Level::Unlimited:
        break;
    }
    return 0;
}

} // namespace

bool HealthNews::mayTell(const QByteArray &about, TimePoint now)
{
    const auto told = m_told.constFind(about);
    if (told != m_told.constEnd() && now < *told + Pause)
        return false;
    if (m_told.size() >= MaxTold)
        m_told.removeIf([now](auto each) { return each.value() + Pause <= now; });
    if (m_told.size() < MaxTold)
        m_told.insert(about, now);
    return true;
}

std::optional<News> HealthNews::ofProvider(const stats::EngineSnapshot &snapshot,
                                           const QByteArray &name)
{
    const ProviderView view = CircuitView::provider(snapshot, name, 0);
    const ShownState before = std::exchange(m_states[name], view.state);
    const bool opened = view.state == ShownState::Open && before != ShownState::Open;
    const bool isOver = view.state <= ShownState::Closed;
    const bool closed = isOver && (before == ShownState::Open || before == ShownState::HalfOpen);
    if (m_isFirst || (!opened && !closed) || !mayTell("provider " + name, snapshot.at))
        return std::nullopt;
    if (opened)
        return News{
            tr("%1: breaker open").arg(view.name), view.summary + u'\n' + view.reason, true};
    return News{tr("%1: breaker closed again").arg(view.name), view.summary, false};
}

void HealthNews::ofLimits(const stats::EngineSnapshot &snapshot, QList<News> &news)
{
    QHash<QByteArray, int> levels;
    for (const WindowUse &use : snapshot.limits.windows) {
        for (const Metric metric : ratelimit::AllMetrics) {
            const int level = levelOf(use, metric);
            if (level == 0)
                continue;
            const QByteArray id = use.scope + '\n' + ratelimit::nameOf(metric).toByteArray() + '\n'
                                  + ratelimit::nameOf(use.window).toByteArray();
            levels.insert(id, level);
            if (m_isFirst || level <= m_levels.value(id)
                || !mayTell("scope " + use.scope, snapshot.at))
                continue;
            const QString what = metric == Metric::Requests ? tr("requests") : tr("tokens");
            const QString when = use.window == ratelimit::Window::Minute ? tr("minute") : tr("day");
            news.append({tr("%1 at %2 % of a limit").arg(format::plain(use.scope)).arg(level),
                         tr("%1 of %2 %3 a %4", "500 of 1000 requests a minute")
                             .arg(format::compact(use.used.of(metric)),
                                  format::compact(use.limit.of(metric)),
                                  what,
                                  when),
                         true});
        }
    }
    m_levels = levels;
}

QList<News> HealthNews::take(const stats::EngineSnapshot &snapshot)
{
    QList<News> news;
    if (!m_isFirst && m_isRunning && !snapshot.running)
        news.append({tr("The gateway has stopped"), {}, true});
    m_isRunning = snapshot.running;
    if (snapshot.breaksCircuits) {
        for (const stats::ProviderStatus &provider : snapshot.providers) {
            if (const auto one = ofProvider(snapshot, provider.name))
                news.append(*one);
        }
    }
    if (snapshot.limitsRates)
        ofLimits(snapshot, news);
    m_isFirst = false;
    return news;
}

} // namespace llmproxy::ui
