// SPDX-License-Identifier: MIT
// The window's menus and shortcuts; what they do is in main_window.cpp and in the pages.
#include "ui/about_dialog.h"
#include "ui/action_table.h"
#include "ui/connection_card.h"
#include "ui/main_window.h"
#include "ui/overview_page.h"
#include "ui/shortcuts_dialog.h"

#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

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
                    .text = tr("&Close the window"),
                    .keys = {Qt::CTRL | Qt::Key_W},
                    .run = [this] { close(); },
                    .startsGroup = true});
    m_actions->add({.name = u"file.quit"_s,
                    .place = MenuPlace::File,
                    .text = tr("&Quit"),
                    .keys = {Qt::CTRL | Qt::Key_Q},
                    .run = [this] { quit(); }});
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

} // namespace llmproxy::ui
