// SPDX-License-Identifier: MIT
#pragma once

#include "ui/card.h"
#include "ui/line_chart.h"

namespace llmproxy::ui {

class ChartLegend;

/// A chart with its title, and what each of its lines is and comes to.
class ChartCard final : public Card
{
    Q_OBJECT

public:
    ChartCard(const QString &title, const QList<ChartLine> &lines, QWidget *parent = nullptr);

    /// `values` stand in the legend, beside the lines' names.
    void show(const QList<QList<QPointF>> &lines, const QStringList &values);

private:
    LineChart *m_chart;
    ChartLegend *m_legend;
};

} // namespace llmproxy::ui
