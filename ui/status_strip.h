// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"

#include <QStatusBar>

class QToolButton;

namespace llmproxy::ui {

class RateHistories;

/// The line at the bottom: where it listens and how busy it is. Each part is a button.
class StatusStrip final : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusStrip(QWidget *parent = nullptr);

    void showSnapshot(const stats::EngineSnapshot &snapshot, const RateHistories &rates);

signals:
    void overviewWanted();
    void trafficWanted();
    void breakersWanted();
    void testModesWanted();
    void usageWanted();

private:
    QToolButton *addPart(const QString &name);
    void showFeatures(const stats::EngineSnapshot &snapshot);

    QToolButton *m_address;
    QToolButton *m_rate;
    QToolButton *m_inFlight;
    QToolButton *m_totals;
    QToolButton *m_breakers;
    QToolButton *m_test;
    QToolButton *m_cost;
    QToolButton *m_dropped;
};

} // namespace llmproxy::ui
