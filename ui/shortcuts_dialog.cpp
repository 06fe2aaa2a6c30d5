// SPDX-License-Identifier: MIT
#include "ui/shortcuts_dialog.h"

#include "ui/action_table.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

QString withoutMnemonic(QString text)
{
    return text.remove(u'&');
}

QString keysOf(const QAction *action)
{
    QStringList keys;
    for (const QKeySequence &key : action->shortcuts())
        keys.append(key.toString(QKeySequence::NativeText));
    return keys.join(u", "_s);
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const ActionTable &actions, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"shortcuts"_s);
    setWindowTitle(tr("Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(32);
    grid->setVerticalSpacing(6);
    int row = 0;
    for (const MenuPlace place :
         {MenuPlace::File, MenuPlace::View, MenuPlace::Traffic, MenuPlace::Help}) {
        auto *heading = new QLabel(withoutMnemonic(ActionTable::placeName(place)));
        heading->setFont(scaled(font(), 1.1, true));
        if (row > 0)
            grid->setRowMinimumHeight(row++, 8);
        grid->addWidget(heading, row++, 0, 1, 2);
        for (const QAction *action : actions.actionsIn(place)) {
            if (action->shortcuts().isEmpty())
                continue;
            auto *keys = new QLabel(keysOf(action));
            makeDim(keys);
            keys->setAlignment(Qt::AlignRight);
            grid->addWidget(new QLabel(withoutMnemonic(action->text())), row, 0);
            grid->addWidget(keys, row++, 1);
        }
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(16);
    column->addLayout(grid);
    column->addWidget(buttons);
}

} // namespace llmproxy::ui
