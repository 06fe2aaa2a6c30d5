// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "ui/health_news.h"
#include "ui/pulse.h"

#include <QSystemTrayIcon>

class QAction;
class QMenu;

namespace llmproxy::ui {

/// The icon beside the clock: the worst state as a shape, the few things to do without a window,
/// and news. It looks every other second, also while the window is hidden; where there is no tray
/// it asks for nothing.
class Tray final : public QObject
{
    Q_OBJECT

public:
    /// `control` outlives it.
    Tray(Control *control, QObject *parent);
    ~Tray() override;

    bool isThere() const;

    /// "LLM Proxy 127.0.0.1:9002 — 1 open — $14.21 today". Pure.
    static QString tip(const stats::EngineSnapshot &snapshot);
    /// The worst of stopped, test mode, open, forced, half-open, fine.
    static std::pair<Glyph, Ink> look(const stats::EngineSnapshot &snapshot);

    /// Says once, ever, that the program goes on without its window.
    void sayThatItStays();

signals:
    void windowWanted();
    void testModesOffWanted();
    void quitWanted();

private:
    void seek();
    void beat();
    void fillMenu();
    void fillUrls(const stats::EngineSnapshot &snapshot);

    Control *m_control;
    QSystemTrayIcon m_icon;
    std::unique_ptr<QMenu> m_menu;
    QMenu *m_urls = nullptr;
    QAction *m_testModesOff = nullptr;
    QStringList m_shownUrls;
    std::pair<Glyph, Ink> m_look{Glyph::NoData, Ink::Dim};
    HealthNews m_news;
    Pulse m_pulse;
    int m_tries = 0;
};

} // namespace llmproxy::ui
