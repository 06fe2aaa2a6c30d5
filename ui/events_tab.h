// SPDX-License-Identifier: MIT
#pragma once

#include "ui/detail_tab.h"

class QTreeView;

namespace llmproxy::ui {

class EventTable;
class LinesView;

/// The events of the answer as they came, and all of the one that is selected.
class EventsTab final : public DetailTab
{
    Q_OBJECT

public:
    explicit EventsTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Events"); }
    QString count(const traffic::ExchangeRecord &record) const override;
    void showReading(const ExchangeReading &reading, bool isOther) override;

private:
    void showCurrent();

    EventTable *m_table;
    QTreeView *m_list;
    LinesView *m_event;
};

} // namespace llmproxy::ui
