// SPDX-License-Identifier: MIT
#include "ui/line_chart.h"

#include "ui/theme.h"

#include <QAreaSeries>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QLineSeries>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

double niceCeiling(double value)
{
    if (value <= 1)
        return 1;
    const double decade = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 4.0, 6.0, 8.0}) {
        if (value <= step * decade)
            return step * decade;
    }
    return 10 * decade;
}

LineChart::LineChart(QWidget *parent)
    : QWidget(parent)
    , m_line(new QLineSeries)
    , m_roof(new QLineSeries)
    , m_ground(new QLineSeries)
    , m_area(new QAreaSeries(m_roof, m_ground))
    , m_minutes(new QValueAxis)
    , m_values(new QValueAxis)
    , m_chart(new QChart)
{
    buildChart();
    auto *view = new QChartView(m_chart, this);
    view->setRenderHint(QPainter::Antialiasing);
    view->setFrameShape(QFrame::NoFrame);
    view->setFocusPolicy(Qt::NoFocus);
    view->setBackgroundBrush(Qt::NoBrush);
    view->viewport()->setAutoFillBackground(false);
    view->viewport()->setFocusPolicy(Qt::NoFocus);
    view->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view);
    takeColors();
}

void LineChart::buildChart()
{
    m_roof->setParent(m_area);
    m_ground->setParent(m_area);
    m_ground->replace(QList<QPointF>{{-15, 0}, {0, 0}});
    m_chart->addSeries(m_area);
    m_chart->addSeries(m_line);
    m_chart->addAxis(m_minutes, Qt::AlignBottom);
    m_chart->addAxis(m_values, Qt::AlignLeft);
    for (QAbstractSeries *series : QList<QAbstractSeries *>{m_area, m_line}) {
        series->attachAxis(m_minutes);
        series->attachAxis(m_values);
    }
    m_minutes->setRange(-15, 0);
    m_minutes->setTickCount(6);
    m_minutes->setLabelFormat(tr("%d min", "minutes on a time axis"));
    m_minutes->setGridLineVisible(false);
    m_values->setRange(0, 1);
    m_values->setTickCount(3);
    m_values->setLabelFormat(u"%.1f"_s);
    m_chart->legend()->hide();
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins(QMargins(0, 0, 0, 0));
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
}

void LineChart::replace(const QList<QPointF> &points)
{
    const QList<QPointF> kept = points.last(std::min<qsizetype>(points.size(), MaxPoints));
    double highest = 0;
    for (const QPointF &point : kept)
        highest = std::max(highest, point.y());
    const double ceiling = niceCeiling(highest);
    if (ceiling != top()) {
        m_values->setRange(0, ceiling);
        m_values->setLabelFormat(ceiling < 2 ? u"%.1f"_s : u"%.0f"_s);
    }
    m_ground->replace(QList<QPointF>{{kept.isEmpty() ? 0 : kept.first().x(), 0}, {0, 0}});
    m_roof->replace(kept);
    m_line->replace(kept);
}

double LineChart::top() const
{
    return m_values->max();
}

void LineChart::takeColors()
{
    const Shades shades = shadesOf(palette());
    QColor fill = shades.fine;
    fill.setAlpha(40);
    m_area->setPen(Qt::NoPen);
    m_line->setPen(QPen(shades.fine, 1.5));
    m_area->setBrush(fill);
    for (QValueAxis *axis : {m_minutes, m_values}) {
        axis->setLabelsColor(shades.dim);
        axis->setLabelsFont(scaled(font(), 0.9));
        axis->setLinePen(QPen(shades.line, 1));
        axis->setGridLinePen(QPen(shades.line, 1, Qt::DotLine));
    }
}

void LineChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        takeColors();
}

} // namespace llmproxy::ui
