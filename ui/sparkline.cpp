// SPDX-License-Identifier: MIT
#include "ui/sparkline.h"

#include "ui/theme.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace llmproxy::ui {

void paintSparkline(QPainter &painter,
                    const QRectF &box,
                    const QList<double> &values,
                    int capacity,
                    const Shades &shades)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(shades.line, 1));
    painter.drawLine(box.bottomLeft(), box.bottomRight());
    if (values.size() >= 2) {
        const double highest = std::max(1.0, *std::max_element(values.begin(), values.end()));
        const double step = box.width() / (capacity - 1);
        QPolygonF curve;
        for (qsizetype i = 0; i < values.size(); ++i) {
            const double fromRight = static_cast<double>(values.size() - 1 - i) * step;
            curve << QPointF(box.right() - fromRight,
                             box.bottom() - values[i] / highest * (box.height() - 1));
        }
        QPolygonF area = curve;
        area << QPointF(curve.last().x(), box.bottom()) << QPointF(curve.first().x(), box.bottom());
        QColor fill = shades.fine;
        fill.setAlpha(40);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(area);
        painter.setPen(QPen(shades.fine, 1.4));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(curve);
    }
    painter.restore();
}

} // namespace llmproxy::ui
