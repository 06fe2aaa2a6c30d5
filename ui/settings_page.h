// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dashboard_context.h"
#include "ui/page.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace llmproxy::ui {

class TableView;

/// Which setting is in force, and from which file? What the engine goes by is written in files and
/// read here; what the window goes by is set here.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    /// `context` outlives the page.
    explicit SettingsPage(const DashboardContext *context, QWidget *parent = nullptr);

    QString title() const override;
    Glyph glyph() const override { return Glyph::Settings; }
    void showSnapshot(const stats::EngineSnapshot &snapshot) override;
    void addActionsTo(ActionTable &table) override;

    /// Finds it and chooses it.
    void showSetting(const QByteArray &path);
    /// What is chosen somewhere else, too.
    void setTheme(int theme);

signals:
    void themeChosen(int theme);

private:
    QLayout *buildHead();
    QWidget *buildWindowSettings();
    void showRows();
    void openFile();

    const DashboardContext *m_context;
    std::shared_ptr<const ConfigFacts> m_facts; ///< those shown; may be null
    QLineEdit *m_find = nullptr;
    QLabel *m_layers = nullptr;
    QPushButton *m_open = nullptr;
    QLabel *m_read = nullptr;
    TableView *m_table = nullptr;
    QComboBox *m_theme = nullptr;
};

} // namespace llmproxy::ui
