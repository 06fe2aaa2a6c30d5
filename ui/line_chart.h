// SPDX-License-Identifier: MIT
#pragma once

#include "ui/glyph.h"

#include <QList>
#include <QPen>
#include <QPointF>
#include <QWidget>

class QAreaSeries;
class QChart;
class QLineSeries;
class QValueAxis;

namespace llmproxy::ui {

struct Shades;

/// One line of a chart: told from the others by its pen, not by its colour alone.
struct ChartLine
{
    QString name = {};
    Ink ink = Ink::Fine;
    Qt::PenStyle style = Qt::SolidLine;

    QPen pen(const QPalette &palette) const;
};

/// Values over the last 15 minutes; the first line has its area filled. The only file that knows
/// Qt Charts.
class LineChart final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int MaxPoints = 600;

    explicit LineChart(const QList<ChartLine> &lines, QWidget *parent = nullptr);

    /// The points of each line. x: minutes before now, -15…0, rising; y: not negative. The points
    /// beyond `MaxPoints` from the front are left out. The scale moves in steps, so that it does
    /// not breathe.
    void replace(const QList<QList<QPointF>> &lines);

    double top() const; ///< the upper end of the scale

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildChart();
    void takeColors();

    QList<ChartLine> m_looks;
    QList<QLineSeries *> m_lines;
    QLineSeries *m_roof;   ///< the first line again, as the upper edge of the area
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
