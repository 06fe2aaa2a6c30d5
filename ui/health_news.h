// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/state_painter.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <QString>

#include <optional>

namespace llmproxy::ui {

/// Something that a person wants to hear of who does not look at the window.
struct News
{
    QString title;
    QString text;
    bool isBad = true;

    bool operator==(const News &) const = default;
};

/// Finds in each snapshot what is new since the one before: a breaker opened or closed again, a
/// limit reached 80 or 100 %, the gateway stopped. At most one of a provider, or of a scope, within
/// a minute; what was held back is not told later. The first snapshot is no news. Pure.
class HealthNews
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::HealthNews)

public:
    static constexpr Duration Pause = std::chrono::minutes(1);

    QList<News> take(const stats::EngineSnapshot &snapshot);

private:
    std::optional<News> ofProvider(const stats::EngineSnapshot &snapshot, const QByteArray &name);
    void ofLimits(const stats::EngineSnapshot &snapshot, QList<News> &news);
    bool mayTell(const QByteArray &about, TimePoint now);

    bool m_isFirst = true;
    bool m_isRunning = false;
    QHash<QByteArray, ShownState> m_states; ///< by provider
    QHash<QByteArray, int> m_levels;        ///< by scope, metric and window: 0, 80, 100 %
    QHash<QByteArray, TimePoint> m_told;    ///< when something was told of it last
};

} // namespace llmproxy::ui
