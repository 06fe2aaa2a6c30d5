// SPDX-License-Identifier: MIT
#pragma once

#include "ui/detail_tab.h"
#include "ui/timeline.h"

namespace llmproxy::ui {

class Waterfall;

/// Where the time went.
class TimingTab final : public DetailTab
{
    Q_OBJECT

public:
    explicit TimingTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Timing"); }
    void showReading(const ExchangeReading &reading, bool isOther) override;

private:
    Waterfall *m_waterfall;
};

} // namespace llmproxy::ui
