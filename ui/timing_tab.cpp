// SPDX-License-Identifier: MIT
#include "ui/timing_tab.h"

#include "ui/waterfall.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace llmproxy::ui {

TimingTab::TimingTab(QWidget *parent)
    : DetailTab(parent)
    , m_waterfall(new Waterfall)
{
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(m_waterfall);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);
    setFocusProxy(area);
}

void TimingTab::showReading(const ExchangeReading &reading, bool /*isOther*/)
{
    m_waterfall->setTimeline(Timeline::of(reading));
}

} // namespace llmproxy::ui
