// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QPointF>
#include <QWidget>

class QAreaSeries;
class QChart;
class QLineSeries;
class QValueAxis;

namespace llmproxy::ui {

/// A value over the last 15 minutes. The only file that knows Qt Charts.
class LineChart final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int MaxPoints = 600;

    explicit LineChart(QWidget *parent = nullptr);

    /// x: minutes before now, -15…0, rising; y: not negative. The points beyond `MaxPoints` from
    /// the front are left out. The scale moves in steps, so that it does not breathe.
    void replace(const QList<QPointF> &points);

    double top() const; ///< the upper end of the scale

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildChart();
    void takeColors();

    QLineSeries *m_line;
    QLineSeries *m_roof;   ///< the line again, as the upper edge of the area
    QLineSeries *m_ground; ///< its lower edge
    QAreaSeries *m_area;
    QValueAxis *m_minutes;
    QValueAxis *m_values;
    QChart *m_chart;
};

/// The smallest of 1, 2, 4, 6, 8, 10, 20, 40, … that is not below `value`, so that its half is a
/// round number too. Pure.
double niceCeiling(double value);

} // namespace llmproxy::ui
