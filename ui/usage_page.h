// SPDX-License-Identifier: MIT
#pragma once

#include "ui/page.h"
#include "ui/usage_rows.h"

class QLabel;
class QStackedWidget;

namespace llmproxy::ui {

class CounterTile;
class Notice;
class SegmentBar;
class TableView;

/// What did it cost, by model, provider, key, user and day?
class UsagePage final : public Page
{
    Q_OBJECT

public:
    explicit UsagePage(QWidget *parent = nullptr);

    QString title() const override;
    Glyph glyph() const override { return Glyph::Coins; }
    void showSnapshot(const stats::EngineSnapshot &snapshot) override;
    void save(QSettings &settings) const override;
    void restore(const QSettings &settings) override;

private:
    QWidget *buildBody();
    QWidget *buildTiles();
    UsageRows::By by() const;
    void showTiles(const stats::EngineSnapshot &snapshot);
    void showRows();
    void showArithmetic();

    stats::Costs m_costs;
    QStackedWidget *m_stack;
    Notice *m_empty;
    CounterTile *m_today = nullptr;
    CounterTile *m_cost = nullptr;
    CounterTile *m_input = nullptr;
    CounterTile *m_output = nullptr;
    SegmentBar *m_by = nullptr;
    QLabel *m_transports = nullptr;
    RowsModel *m_model = nullptr;
    TableView *m_table = nullptr;
    QLabel *m_caption = nullptr;
    TableView *m_arithmetic = nullptr;
};

} // namespace llmproxy::ui
