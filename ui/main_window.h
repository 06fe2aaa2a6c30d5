// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dashboard_context.h"
#include "ui/pulse.h"
#include "ui/rate_history.h"
#include "ui/theme.h"

#include <QMainWindow>

class QActionGroup;
class QSplitter;
class QStackedWidget;

namespace llmproxy::ui {

class ActionTable;
class BreakersPage;
class ErrorBars;
class Navigation;
class OverviewPage;
class Page;
class SettingsPage;
class StatusStrip;
class TestBanner;
class TestModesPage;
class TrafficPage;
class Tray;
class UsagePage;

/// The window: the pages, the menus, and the pulse that brings snapshots to the page in front.
/// It asks the engine for nothing while it cannot be seen.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// `context` outlives the window.
    explicit MainWindow(const DashboardContext *context);

    ActionTable *actionTable() const { return m_actions; }
    Page *currentPage() const;
    void bringToFront(Page *page);

    /// From the tray, from behind, or because the program was started once more.
    Q_INVOKABLE void comeToFront();

    /// Takes over and remembers it.
    void setTheme(Theme theme);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void buildBody();
    void connectParts();
    void addPage(Page *page);
    void addFileActions();
    void addViewActions();
    void addThemeActions();
    void addHelpActions();
    void buildMenus();
    void beat();
    void updatePace();
    void turnPage(int row);
    void moveFocus(int step);
    void quit();
    bool staysInTray() const;
    void askBeforeQuitting(qint64 inFlight);
    void save() const;
    void restore();

    const DashboardContext *m_context;
    Pulse m_pulse;
    RateHistories m_rates;
    ActionTable *m_actions;
    Navigation *m_navigation;
    QStackedWidget *m_stack;
    StatusStrip *m_status;
    QActionGroup *m_themes;
    QList<Page *> m_pages;
    OverviewPage *m_overview;
    TrafficPage *m_traffic;
    BreakersPage *m_breakers;
    TestModesPage *m_testModes;
    UsagePage *m_usage;
    SettingsPage *m_settings;
    TestBanner *m_banner;
    ErrorBars *m_errors;
    Tray *m_tray;
    Pace m_pace = Pace::Stopped;
    bool m_mayQuit = false;
    bool m_isQuitting = false;
};

} // namespace llmproxy::ui
