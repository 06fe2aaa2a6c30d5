// SPDX-License-Identifier: MIT
#include "ui/app_icon.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace llmproxy::ui {

void paintApplicationIcon(QPainter &painter, const QRectF &box)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.topLeft());
    painter.scale(box.width() / 64, box.height() / 64);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0x00, 0x72, 0xB2));
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 14, 14);

    QPainterPath lines;
    lines.moveTo(10, 32);
    lines.lineTo(20, 32);
    lines.moveTo(35, 25);
    lines.cubicTo(41, 19, 42, 17, 48, 17);
    lines.moveTo(37, 32);
    lines.lineTo(48, 32);
    lines.moveTo(35, 39);
    lines.cubicTo(41, 45, 42, 47, 48, 47);
    const QPointF gate(28.5, 32);
    lines.addEllipse(gate, 8.5, 8.5);
    painter.strokePath(lines, QPen(Qt::white, 4.5, Qt::SolidLine, Qt::RoundCap));

    painter.setBrush(Qt::white);
    for (const double y : {17.0, 32.0, 47.0})
        painter.drawEllipse(QPointF(50, y), 4, 4);
    painter.setBrush(QColor(0xF0, 0xE4, 0x42));
    painter.drawEllipse(gate, 3.6, 3.6);
    painter.restore();
}

QIcon applicationIcon()
{
    QIcon icon;
    for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintApplicationIcon(painter, QRectF(0, 0, side, side));
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace llmproxy::ui
