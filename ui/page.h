// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/glyph.h"
#include "ui/pulse.h"

#include <QWidget>

class QSettings;

namespace llmproxy::ui {

class ActionTable;

/// One entry of the navigation and what it shows. Only the page in front gets snapshots.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString title() const = 0;
    virtual Glyph glyph() const = 0;

    /// What the navigation says beside the title, whether the page is in front or not.
    virtual QString badge(const stats::EngineSnapshot & /*snapshot*/) const { return {}; }

    virtual void showSnapshot(const stats::EngineSnapshot &snapshot) = 0;

    /// For a page with a pulse of its own: Stopped unless it is in front of a visible window.
    virtual void setPace(Pace /*pace*/) {}

    virtual void addActionsTo(ActionTable & /*table*/) {}
    virtual void save(QSettings & /*settings*/) const {}
    virtual void restore(const QSettings & /*settings*/) {}

signals:
    /// An action of the page was used: bring it to the front.
    void wanted();
    void exchangeWanted(qint64 id);              ///< show it in the list of requests
    void trafficWanted(const QString &filter);   ///< show the requests that match
    void providerWanted(const QByteArray &name); ///< show its breakers
    void settingWanted(const QByteArray &path);  ///< show where it was set: "server.port"
};

} // namespace llmproxy::ui
