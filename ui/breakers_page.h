// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "ui/circuit_view.h"
#include "ui/page.h"

class QBoxLayout;
class QGridLayout;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace llmproxy::ui {

class BreakerCard;
class Notice;
class SegmentBar;
class TableView;

/// Why is this provider blocked, and until when? And a person's word over it.
class BreakersPage final : public Page
{
    Q_OBJECT

public:
    /// `control` outlives the page.
    explicit BreakersPage(Control *control, QWidget *parent = nullptr);

    QString title() const override;
    Glyph glyph() const override { return Glyph::Fuse; }
    QString badge(const stats::EngineSnapshot &snapshot) const override;
    void showSnapshot(const stats::EngineSnapshot &snapshot) override;
    void addActionsTo(ActionTable &table) override;
    void save(QSettings &settings) const override;
    void restore(const QSettings &settings) override;

    /// Shows the circuits of one provider alone; empty: of all.
    void chooseProvider(const QByteArray &name);

private:
    QWidget *buildBody();
    QLayout *buildTools();
    QLayout *buildEventHead();
    QToolButton *addForceMenu(const QString &text, circuit::Force::What what);
    void showCards();
    void showKeys();
    void showEvents();
    void force(circuit::Force::What what, std::optional<Duration> length);
    void goToNextUnwell();
    void copyState() const;
    void showActions();
    const KeyView *currentKey() const;

    Control *m_control;
    stats::EngineSnapshot m_snapshot;
    QList<KeyView> m_keys; ///< those that are shown
    QByteArray m_provider; ///< the one chosen; empty: all

    QStackedWidget *m_stack;
    Notice *m_off;
    QLabel *m_facts = nullptr;
    QGridLayout *m_cardGrid = nullptr;
    QList<BreakerCard *> m_cards;
    SegmentBar *m_span = nullptr;
    QList<QWidget *> m_actions; ///< that need a chosen key
    QWidget *m_probe = nullptr;
    QWidget *m_release = nullptr;
    TableView *m_keyTable = nullptr;
    QLabel *m_eventCaption = nullptr;
    TableView *m_eventTable = nullptr;
};

} // namespace llmproxy::ui
