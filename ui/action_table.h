// SPDX-License-Identifier: MIT
#pragma once

#include <QAction>
#include <QList>
#include <QObject>

#include <functional>

class QMenu;

namespace llmproxy::ui {

enum class MenuPlace { File, View, Traffic, Breakers, Test, Help };

/// What an action is made of. Shortcuts hold in the whole window, or only while `where` or one of
/// its children has the focus.
struct ActionSpec
{
    QString name = {}; ///< object name, "view.overview"
    MenuPlace place = MenuPlace::View;
    QString text = {};
    QList<QKeySequence> keys = {};
    std::function<void()> run = {};
    QWidget *where = nullptr;
    bool startsGroup = false; ///< a separator above it
};

/// All actions of the window in one place: the menus, the shortcut sheet and the test that no two
/// shortcuts are the same are made from it.
class ActionTable final : public QObject
{
    Q_OBJECT

public:
    /// `window` gets the actions whose shortcuts hold everywhere, and outlives the table.
    explicit ActionTable(QWidget *window);

    QAction *add(const ActionSpec &spec);
    QList<QAction *> actions() const;
    QAction *find(const QString &name) const; ///< nullptr if there is none

    void fill(QMenu *menu, MenuPlace place) const;
    static QString placeName(MenuPlace place);
    QList<QAction *> actionsIn(MenuPlace place) const;

private:
    struct Entry
    {
        QAction *action;
        MenuPlace place;
        bool startsGroup;
    };

    QWidget *m_window;
    QList<Entry> m_entries;
};

} // namespace llmproxy::ui
