// SPDX-License-Identifier: MIT
#include "ui/action_table.h"

#include <QMenu>
#include <QWidget>

namespace llmproxy::ui {

ActionTable::ActionTable(QWidget *window)
    : QObject(window)
    , m_window(window)
{}

QAction *ActionTable::add(const ActionSpec &spec)
{
    auto *action = new QAction(spec.text, this);
    action->setObjectName(spec.name);
    action->setShortcuts(spec.keys);
    action->setMenuRole(QAction::NoRole);
    QWidget *where = spec.where ? spec.where : m_window;
    action->setShortcutContext(spec.where ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
    where->addAction(action);
    if (spec.run)
        connect(action, &QAction::triggered, this, spec.run);
    m_entries.append({action, spec.place, spec.startsGroup});
    return action;
}

QList<QAction *> ActionTable::actions() const
{
    QList<QAction *> all;
    for (const Entry &entry : m_entries)
        all.append(entry.action);
    return all;
}

QAction *ActionTable::find(const QString &name) const
{
    for (const Entry &entry : m_entries) {
        if (entry.action->objectName() == name)
            return entry.action;
    }
    return nullptr;
}

void ActionTable::fill(QMenu *menu, MenuPlace place) const
{
    for (const Entry &entry : m_entries) {
        if (entry.place != place)
            continue;
        if (entry.startsGroup)
            menu->addSeparator();
        menu->addAction(entry.action);
    }
}

QList<QAction *> ActionTable::actionsIn(MenuPlace place) const
{
    QList<QAction *> some;
    for (const Entry &entry : m_entries) {
        if (entry.place == place)
            some.append(entry.action);
    }
    return some;
}

QString ActionTable::placeName(MenuPlace place)
{
    switch (place) {
    case MenuPlace::File:
        return tr("&File");
    case MenuPlace::View:
        return tr("&View");
    case MenuPlace::Traffic:
        return tr("&Traffic");
    case MenuPlace::Breakers:
        return tr("&Breakers");
    case MenuPlace::Test:
        return tr("T&est");
    case MenuPlace::Help:
        return tr("&Help");
    }
    return {};
}

} // namespace llmproxy::ui
