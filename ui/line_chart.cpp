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

QPen ChartLine::pen(const QPalette &palette) const
{
    QPen pen(inkColor(ink, palette), style == Qt::SolidLine ? 1.5 : 1.8, style);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

LineChart::LineChart(const QList<ChartLine> &lines, QWidget *parent)
    : QWidget(parent)
    , m_looks(lines)
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
    QList<QAbstractSeries *> all{m_area};
    for (qsizetype i = 0; i < m_looks.size(); ++i) {
        m_lines.append(new QLineSeries);
        m_chart->addSeries(m_lines.last());
        all.append(m_lines.last());
    }
    m_chart->addAxis(m_minutes, Qt::AlignBottom);
    m_chart->addAxis(m_values, Qt::AlignLeft);
    for (QAbstractSeries *series : std::as_const(all)) {
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

void LineChart::replace(const QList<QList<QPointF>> &lines)
{
    double highest = 0;
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const QList<QPointF> points = lines.value(i);
        const QList<QPointF> kept = points.last(std::min<qsizetype>(points.size(), MaxPoints));
        for (const QPointF &point : kept)
            highest = std::max(highest, point.y());
        m_lines[i]->replace(kept);
        if (i > 0)
            continue;
        m_ground->replace(QList<QPointF>{{kept.isEmpty() ? 0 : kept.first().x(), 0}, {0, 0}});
        m_roof->replace(kept);
    }
    const double ceiling = niceCeiling(highest);
    if (ceiling != top()) {
        m_values->setRange(0, ceiling);
        m_values->setLabelFormat(ceiling < 2 ? u"%.1f"_s : u"%.0f"_s);
    }
}

double LineChart::top() const
{
    return m_values->max();
}

void LineChart::takeColors()
{
    const Shades shades = shadesOf(palette());
    for (qsizetype i = 0; i < m_lines.size(); ++i)
        m_lines[i]->setPen(m_looks[i].pen(palette()));
    QColor fill = m_looks.isEmpty() ? shades.fine : inkColor(m_looks.first().ink, palette());
    fill.setAlpha(40);
    m_area->setPen(Qt::NoPen);
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
