// SPDX-License-Identifier: MIT
#include "ui/main_window.h"

#include "ui/about_dialog.h"
#include "ui/action_table.h"
#include "ui/app_icon.h"
#include "ui/breakers_page.h"
#include "ui/connection_card.h"
#include "ui/limits_page.h"
#include "ui/navigation.h"
#include "ui/overview_page.h"
#include "ui/shortcuts_dialog.h"
#include "ui/status_strip.h"
#include "ui/test_banner.h"
#include "ui/test_modes_page.h"
#include "ui/test_words.h"
#include "ui/traffic_page.h"
#include "ui/usage_page.h"
#include "ui/window_settings.h"

#include <QActionGroup>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QCloseEvent>
#include <QMenuBar>
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
    , m_banner(new TestBanner(this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(tr("LLM Proxy"));
    setWindowIcon(applicationIcon());
    auto *body = new QWidget(this);
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(edge(body));
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
    row->addLayout(column, 1);
    setCentralWidget(body);
    setStatusBar(m_status);

    addFileActions();
    for (Page *page : QList<Page *>{
             m_overview, m_traffic, m_breakers, new LimitsPage(this), m_testModes, m_usage})
        addPage(page);
    addViewActions();
    addThemeActions();
    addHelpActions();
    buildMenus();
    connect(m_navigation, &QListWidget::currentRowChanged, this, &MainWindow::turnPage);
    connect(m_status, &StatusStrip::overviewWanted, this, [this] { bringToFront(m_overview); });
    connect(m_status, &StatusStrip::trafficWanted, this, [this] { bringToFront(m_traffic); });
    connect(m_status, &StatusStrip::breakersWanted, this, [this] { bringToFront(m_breakers); });
    connect(m_status, &StatusStrip::testModesWanted, this, [this] { bringToFront(m_testModes); });
    connect(m_status, &StatusStrip::usageWanted, this, [this] { bringToFront(m_usage); });
    connect(m_banner, &TestBanner::offWanted, m_testModes, &TestModesPage::switchAllOff);
    connect(m_banner, &TestBanner::pageWanted, this, [this] { bringToFront(m_testModes); });
    connect(qApp, &QGuiApplication::applicationStateChanged, this, &MainWindow::updatePace);
    resize(1180, 860);
    m_navigation->setCurrentRow(0);
    restore();
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
    connect(page, &Page::providerWanted, this, [this](const QByteArray &name) {
        bringToFront(m_breakers);
        m_breakers->chooseProvider(name);
    });
}

void MainWindow::addFileActions()
{
    if (m_context->reloadConfig)
        m_actions->add({.name = u"file.reload"_s,
                        .place = MenuPlace::File,
                        .text = tr("&Reload configuration"),
                        .keys = {Qt::Key_F5},
                        .run = [this] { m_context->reloadConfig(); }});
    m_actions->add({.name = u"file.close"_s,
                    .place = MenuPlace::File,
                    .text = tr("&Quit"),
                    .keys = {Qt::CTRL | Qt::Key_Q, Qt::CTRL | Qt::Key_W},
                    .run = [this] { close(); },
                    .startsGroup = true});
}

void MainWindow::addViewActions()
{
    m_actions->add({.name = u"view.nextPane"_s,
                    .place = MenuPlace::View,
                    .text = tr("&Next pane"),
                    .keys = {Qt::Key_F6},
                    .run = [this] { moveFocus(1); },
                    .startsGroup = true});
    m_actions->add({.name = u"view.previousPane"_s,
                    .place = MenuPlace::View,
                    .text = tr("&Previous pane"),
                    .keys = {Qt::SHIFT | Qt::Key_F6},
                    .run = [this] { moveFocus(-1); }});
    m_actions->add({.name = u"view.fullScreen"_s,
                    .place = MenuPlace::View,
                    .text = tr("&Full screen"),
                    .keys = {Qt::Key_F11},
                    .run = [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }});
}

void MainWindow::addThemeActions()
{
    const QList<std::pair<Theme, QString>> themes = {{Theme::System, tr("Theme of the &system")},
                                                     {Theme::Light, tr("&Light theme")},
                                                     {Theme::Dark, tr("&Dark theme")}};
    for (const auto &[theme, text] : themes) {
        QAction *action = m_actions->add({.name = u"view.theme%1"_s.arg(static_cast<int>(theme)),
                                          .place = MenuPlace::View,
                                          .text = text,
                                          .run = [this, chosen = theme] { setTheme(chosen); },
                                          .startsGroup = theme == Theme::System});
        action->setCheckable(true);
        m_themes->addAction(action);
    }
}

void MainWindow::addHelpActions()
{
    m_actions->add({.name = u"help.connect"_s,
                    .place = MenuPlace::Help,
                    .text = tr("&Connect an SDK\u2026"),
                    .run = [this] {
                        bringToFront(m_overview);
                        m_overview->connectionCard()->setUnfolded(true);
                    }});
    m_actions->add({.name = u"help.shortcuts"_s,
                    .place = MenuPlace::Help,
                    .text = tr("&Shortcuts\u2026"),
                    .keys = {Qt::SHIFT | Qt::Key_F1},
                    .run = [this] { (new ShortcutsDialog(*m_actions, this))->open(); }});
    m_actions->add({.name = u"help.diagnostics"_s,
                    .place = MenuPlace::Help,
                    .text = tr("Copy &diagnostics"),
                    .run =
                        [this] {
                            QGuiApplication::clipboard()->setText(
                                AboutDialog::diagnostics(*m_context));
                        },
                    .startsGroup = true});
    m_actions->add({.name = u"help.about"_s,
                    .place = MenuPlace::Help,
                    .text = tr("&About LLM Proxy"),
                    .run = [this] { (new AboutDialog(*m_context, this))->open(); }});
}

void MainWindow::buildMenus()
{
    for (const MenuPlace place : {MenuPlace::File,
                                  MenuPlace::View,
                                  MenuPlace::Traffic,
                                  MenuPlace::Breakers,
                                  MenuPlace::Test,
                                  MenuPlace::Help})
        m_actions->fill(menuBar()->addMenu(ActionTable::placeName(place)), place);
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

void MainWindow::closeEvent(QCloseEvent *event)
{
    const qint64 inFlight = m_context->control->snapshot()->totals.inFlight;
    if (inFlight > 0 && !m_mayQuit) {
        event->ignore();
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
    QPushButton *quit = question->addButton(tr("Quit"), QMessageBox::AcceptRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(quit, &QPushButton::clicked, this, [this] {
        m_mayQuit = true;
        close();
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
