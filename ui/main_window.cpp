// SPDX-License-Identifier: MIT
#include "ui/main_window.h"

#include "ui/action_table.h"
#include "ui/app_icon.h"
#include "ui/breakers_page.h"
#include "ui/error_bars.h"
#include "ui/limits_page.h"
#include "ui/navigation.h"
#include "ui/overview_page.h"
#include "ui/settings_page.h"
#include "ui/status_strip.h"
#include "ui/test_banner.h"
#include "ui/test_modes_page.h"
#include "ui/test_words.h"
#include "ui/traffic_page.h"
#include "ui/tray.h"
#include "ui/usage_page.h"
#include "ui/window_settings.h"

#include <QActionGroup>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QMessageBox>
#include <QStackedWidget>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {
namespace {

QFrame *edge(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    line->setFixedWidth(1);
    return line;
}

} // namespace

MainWindow::MainWindow(const DashboardContext *context)
    : m_context(context)
    , m_pulse(
          250ms, [this] { beat(); }, this)
    , m_actions(new ActionTable(this))
    , m_navigation(new Navigation(this))
    , m_stack(new QStackedWidget(this))
    , m_status(new StatusStrip(this))
    , m_themes(new QActionGroup(this))
    , m_overview(new OverviewPage(m_rates, context->configFiles, this))
    , m_traffic(new TrafficPage(context->control, this))
    , m_breakers(new BreakersPage(context->control, this))
    , m_testModes(new TestModesPage(context->control, this))
    , m_usage(new UsagePage(this))
    , m_settings(new SettingsPage(context, this))
    , m_banner(new TestBanner(this))
    , m_errors(new ErrorBars(context, this))
    , m_tray(new Tray(context->control, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(tr("LLM Proxy"));
    setWindowIcon(applicationIcon());
    buildBody();
    addFileActions();
    for (Page *page : QList<Page *>{m_overview,
                                    m_traffic,
                                    m_breakers,
                                    new LimitsPage(this),
                                    m_testModes,
                                    m_usage,
                                    m_settings})
        addPage(page);
    addViewActions();
    addThemeActions();
    addHelpActions();
    buildMenus();
    connectParts();
    resize(1180, 860);
    m_navigation->setCurrentRow(0);
    restore();
}

void MainWindow::buildBody()
{
    auto *body = new QWidget(this);
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(edge(body));
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_errors);
    column->addWidget(m_stack, 1);
    row->addLayout(column, 1);
    setCentralWidget(body);
    setStatusBar(m_status);
}

void MainWindow::connectParts()
{
    connect(m_navigation, &QListWidget::currentRowChanged, this, &MainWindow::turnPage);
    connect(m_status, &StatusStrip::overviewWanted, this, [this] { bringToFront(m_overview); });
    connect(m_status, &StatusStrip::trafficWanted, this, [this] { bringToFront(m_traffic); });
    connect(m_status, &StatusStrip::breakersWanted, this, [this] { bringToFront(m_breakers); });
    connect(m_status, &StatusStrip::testModesWanted, this, [this] { bringToFront(m_testModes); });
    connect(m_status, &StatusStrip::usageWanted, this, [this] { bringToFront(m_usage); });
    connect(m_errors, &ErrorBars::usageWanted, this, [this] { bringToFront(m_usage); });
    connect(m_settings, &SettingsPage::themeChosen, this, [this](int theme) {
        setTheme(static_cast<Theme>(theme));
    });
    connect(m_banner, &TestBanner::offWanted, m_testModes, &TestModesPage::switchAllOff);
    connect(m_banner, &TestBanner::pageWanted, this, [this] { bringToFront(m_testModes); });
    connect(qApp, &QGuiApplication::applicationStateChanged, this, &MainWindow::updatePace);
    connect(m_tray, &Tray::windowWanted, this, &MainWindow::comeToFront);
    connect(m_tray, &Tray::testModesOffWanted, m_testModes, &TestModesPage::switchAllOff);
    connect(m_tray, &Tray::quitWanted, this, &MainWindow::quit);
}

void MainWindow::addPage(Page *page)
{
    const auto row = static_cast<int>(m_pages.size());
    m_pages.append(page);
    m_stack->addWidget(page);
    m_navigation->addPage(page->title(), page->glyph());
    m_actions->add({.name = u"view.page%1"_s.arg(row + 1),
                    .place = MenuPlace::View,
                    .text = page->title(),
                    .keys = {QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + row))},
                    .run = [this, page] { bringToFront(page); }});
    page->addActionsTo(*m_actions);
    connect(page, &Page::wanted, this, [this, page] { bringToFront(page); });
    connect(page, &Page::exchangeWanted, this, [this](qint64 id) {
        bringToFront(m_traffic);
        m_traffic->showExchange(id);
    });
    connect(page, &Page::trafficWanted, this, [this](const QString &filter) {
        bringToFront(m_traffic);
        m_traffic->setFilter(filter);
    });
    connect(page, &Page::settingWanted, this, [this](const QByteArray &path) {
        bringToFront(m_settings);
        m_settings->showSetting(path);
    });
    connect(page, &Page::providerWanted, this, [this](const QByteArray &name) {
        bringToFront(m_breakers);
        m_breakers->chooseProvider(name);
    });
}

Page *MainWindow::currentPage() const
{
    return m_pages.value(m_stack->currentIndex());
}

void MainWindow::bringToFront(Page *page)
{
    m_navigation->setCurrentRow(static_cast<int>(m_pages.indexOf(page)));
}

void MainWindow::turnPage(int row)
{
    if (row < 0)
        return;
    m_stack->setCurrentIndex(row);
    updatePace();
    if (m_pace != Pace::Stopped)
        beat();
}

void MainWindow::beat()
{
    const auto snapshot = m_context->control->snapshot();
    m_rates.add(*snapshot);
    currentPage()->showSnapshot(*snapshot);
    for (qsizetype i = 0; i < m_pages.size(); ++i)
        m_navigation->setBadge(static_cast<int>(i), m_pages[i]->badge(*snapshot));
    m_errors->showSnapshot(*snapshot);
    m_banner->say(TestWords::banner(*snapshot));
    m_status->showSnapshot(*snapshot, m_rates);
}

void MainWindow::updatePace()
{
    if (!isVisible() || isMinimized())
        m_pace = Pace::Stopped;
    else
        m_pace = QApplication::activeWindow() ? Pace::Full : Pace::Slow;
    m_pulse.setPace(m_pace);
    for (Page *page : m_pages)
        page->setPace(page == currentPage() ? m_pace : Pace::Stopped);
}

void MainWindow::moveFocus(int step)
{
    QList<QWidget *> panes = {m_navigation};
    for (QWidget *widget = m_navigation->nextInFocusChain(); widget != m_navigation;
         widget = widget->nextInFocusChain()) {
        const bool isPane =
            widget->inherits("QAbstractScrollArea") || widget->inherits("QLineEdit");
        if (isPane && widget->isVisibleTo(this) && widget->focusPolicy() & Qt::TabFocus)
            panes.append(widget);
    }
    const auto at = static_cast<int>(panes.indexOf(focusWidget()));
    const auto count = static_cast<int>(panes.size());
    panes[(at + step + count) % count]->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::setTheme(Theme theme)
{
    applyTheme(theme);
    WindowSettings().setValue(u"window/theme"_s, static_cast<int>(theme));
    m_themes->actions().at(static_cast<int>(theme))->setChecked(true);
    m_settings->setTheme(static_cast<int>(theme));
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    updatePace();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    updatePace();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange || event->type() == QEvent::ActivationChange)
        updatePace();
}

void MainWindow::comeToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::quit()
{
    m_isQuitting = true;
    if (!close())
        m_isQuitting = false; // it asks first, or the user said no
}

bool MainWindow::staysInTray() const
{
    return !m_isQuitting && m_tray->isThere()
           && WindowSettings().value(u"window/closeToTray"_s, true).toBool();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (staysInTray()) {
        save();
        event->ignore();
        hide();
        m_tray->sayThatItStays();
        return;
    }
    const qint64 inFlight = m_context->control->snapshot()->totals.inFlight;
    if (inFlight > 0 && !m_mayQuit) {
        event->ignore();
        comeToFront();
        askBeforeQuitting(inFlight);
        return;
    }
    save();
    event->accept();
    if (m_context->quit)
        m_context->quit();
}

void MainWindow::askBeforeQuitting(qint64 inFlight)
{
    if (findChild<QMessageBox *>(u"quitQuestion"_s))
        return;
    auto *question =
        new QMessageBox(QMessageBox::Question,
                        tr("Quit LLM Proxy?"),
                        tr("%n request(s) are in flight.", nullptr, static_cast<int>(inFlight)),
                        QMessageBox::Cancel,
                        this);
    question->setObjectName(u"quitQuestion"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(tr("They are given time to end before the gateway stops."));
    QPushButton *agree = question->addButton(tr("Quit"), QMessageBox::AcceptRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(agree, &QPushButton::clicked, this, [this] {
        m_mayQuit = true;
        quit();
    });
    question->open();
}

void MainWindow::save() const
{
    WindowSettings settings;
    settings.setValue(u"window/stateVersion"_s, SavedStateVersion);
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/page"_s, m_stack->currentIndex());
    for (const Page *page : m_pages)
        page->save(settings);
}

void MainWindow::restore()
{
    const WindowSettings settings;
    setTheme(static_cast<Theme>(std::clamp(settings.value(u"window/theme"_s).toInt(), 0, 2)));
    if (!settings.hasOurStates())
        return;
    restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    m_navigation->setCurrentRow(std::clamp(
        settings.value(u"window/page"_s).toInt(), 0, static_cast<int>(m_pages.size()) - 1));
    for (Page *page : m_pages)
        page->restore(settings);
}

} // namespace llmproxy::ui
