// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

namespace llmproxy::ui {

class ActionTable;

/// Every shortcut of the window, by menu.
class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const ActionTable &actions, QWidget *parent = nullptr);
};

} // namespace llmproxy::ui
