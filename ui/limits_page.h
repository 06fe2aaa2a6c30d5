// SPDX-License-Identifier: MIT
#pragma once

#include "ui/page.h"

class QLabel;
class QStackedWidget;

namespace llmproxy::ui {

class Notice;
class SegmentBar;
class TableView;
class WindowClock;

/// How near am I to a limit, and whose?
class LimitsPage final : public Page
{
    Q_OBJECT

public:
    explicit LimitsPage(QWidget *parent = nullptr);

    QString title() const override;
    Glyph glyph() const override { return Glyph::Gauge; }
    QString badge(const stats::EngineSnapshot &snapshot) const override;
    void showSnapshot(const stats::EngineSnapshot &snapshot) override;
    void save(QSettings &settings) const override;
    void restore(const QSettings &settings) override;

private:
    QWidget *buildBody();
    void showScopes();

    ratelimit::Snapshot m_limits;
    QStackedWidget *m_stack;
    Notice *m_off;
    QLabel *m_facts = nullptr;
    WindowClock *m_clock = nullptr;
    SegmentBar *m_window = nullptr;
    Notice *m_unlimited = nullptr;
    TableView *m_scopes = nullptr;
    QLabel *m_denialCaption = nullptr;
    TableView *m_denials = nullptr;
};

} // namespace llmproxy::ui
