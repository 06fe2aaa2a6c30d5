// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "ui/page.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace llmproxy::ui {

class Card;
class Notice;
class TableView;

/// How does my program behave when the provider is down? Nothing here is remembered: no test mode
/// is on when the program starts.
class TestModesPage final : public Page
{
    Q_OBJECT

public:
    /// `control` outlives the page.
    explicit TestModesPage(Control *control, QWidget *parent = nullptr);

    QString title() const override;
    Glyph glyph() const override { return Glyph::Flask; }
    QString badge(const stats::EngineSnapshot &snapshot) const override;
    void showSnapshot(const stats::EngineSnapshot &snapshot) override;
    void addActionsTo(ActionTable &table) override;

    /// Asks the engine what is on, so that nothing is left even if the window did not know of it.
    void switchAllOff();

private:
    enum Mode { Degraded, TransientRecover };
    enum Extent { ForTime, ForCalls, UntilOff };

    QWidget *buildBody();
    Card *buildForm();
    QLayout *buildModes();
    QLayout *buildScope();
    QLayout *buildExtent();
    Card *buildActive();
    Card *buildPerCall();
    void offerProviders(const QList<stats::ProviderStatus> &providers);
    circuit::TestRule rule() const;
    void start();
    void switchChosenOff();
    void refresh();

    Control *m_control;
    QByteArrayList m_providers; ///< those that are offered
    QString m_root;

    QStackedWidget *m_stack;
    Notice *m_locked;
    QButtonGroup *m_mode = nullptr;
    QComboBox *m_provider = nullptr;
    QLineEdit *m_model = nullptr;
    QButtonGroup *m_extent = nullptr;
    QComboBox *m_minutes = nullptr;
    QSpinBox *m_calls = nullptr;
    QLabel *m_activeCaption = nullptr;
    TableView *m_active = nullptr;
    QPushButton *m_off = nullptr;
    QPushButton *m_allOff = nullptr;
    QLabel *m_answered = nullptr;
    QLabel *m_perCall = nullptr;
};

} // namespace llmproxy::ui
