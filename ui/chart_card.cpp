// SPDX-License-Identifier: MIT
#include "ui/chart_card.h"

#include "ui/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

/// The lines' pens, names and values in a row.
class ChartLegend final : public QWidget
{
public:
    ChartLegend(const QList<ChartLine> &lines, QWidget *parent)
        : QWidget(parent)
        , m_lines(lines)
    {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    void setValues(const QStringList &values)
    {
        if (values == m_values)
            return;
        m_values = values;
        update();
    }

    QString textOf(qsizetype i) const
    {
        return m_values.value(i).isEmpty() ? m_lines[i].name : m_lines[i].name + u' ' + m_values[i];
    }

    QString sentence() const
    {
        QStringList parts;
        for (qsizetype i = 0; i < m_lines.size(); ++i)
            parts.append(textOf(i));
        return parts.join(u", "_s);
    }

    QSize sizeHint() const override { return {100, fontMetrics().height() + 2}; }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        constexpr int sample = 20;
        constexpr int gap = 6;
        constexpr int between = 14;
        const Shades shades = shadesOf(palette());
        QPainter painter(this);
        int x = 0;
        for (qsizetype i = 0; i < m_lines.size(); ++i) {
            const double middle = height() / 2.0;
            painter.setPen(m_lines[i].pen(palette()));
            painter.drawLine(QPointF(x, middle), QPointF(x + sample, middle));
            x += sample + gap;
            const QString text = textOf(i);
            painter.setPen(shades.dim);
            painter.drawText(
                QRect(x, 0, width() - x, height()),
                Qt::AlignLeft | Qt::AlignVCenter,
                fontMetrics().elidedText(text, Qt::ElideRight, std::max(0, width() - x)));
            x += fontMetrics().horizontalAdvance(text) + between;
        }
    }

private:
    QList<ChartLine> m_lines;
    QStringList m_values;
};

ChartCard::ChartCard(const QString &title, const QList<ChartLine> &lines, QWidget *parent)
    : Card(parent)
    , m_chart(new LineChart(lines, this))
    , m_legend(new ChartLegend(lines, this))
{
    auto *caption = new QLabel(title, this);
    caption->setFont(scaled(font(), 1, true));
    m_chart->setAccessibleName(title);
    m_chart->setMinimumHeight(130);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 8);
    column->setSpacing(4);
    column->addWidget(caption);
    column->addWidget(m_legend);
    column->addWidget(m_chart, 1);
}

void ChartCard::show(const QList<QList<QPointF>> &lines, const QStringList &values)
{
    m_chart->replace(lines);
    m_legend->setValues(values);
    m_chart->setAccessibleDescription(m_legend->sentence());
}

} // namespace llmproxy::ui
