// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/dashboard_context.h"

#include <QWidget>

class QVBoxLayout;

namespace llmproxy::ui {

class Notice;

/// What is wrong, above every page, with the engine's words and a way out. Nothing here is modal.
class ErrorBars final : public QWidget
{
    Q_OBJECT

public:
    struct Fault
    {
        enum class Way { None, TryAgain, UsePort, OpenFile, Usage };

        QString text = {};
        Way way = Way::None;
        QString wayText = {};
        QString file = {};
        quint16 port = 0;
        bool isError = true;

        bool operator==(const Fault &) const = default;
    };

    /// `context` outlives the bars.
    explicit ErrorBars(const DashboardContext *context, QWidget *parent = nullptr);

    void showSnapshot(const stats::EngineSnapshot &snapshot);

    /// The worst first. Pure.
    static QList<Fault> faults(const stats::EngineSnapshot &snapshot,
                               const ConfigFacts *config,
                               const std::optional<StartFailure> &failure);

signals:
    void usageWanted();

private:
    void take(const Fault &fault);

    const DashboardContext *m_context;
    QVBoxLayout *m_column;
    QList<Fault> m_faults;
};

} // namespace llmproxy::ui
