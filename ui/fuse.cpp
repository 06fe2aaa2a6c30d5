// SPDX-License-Identifier: MIT
#include "ui/fuse.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace llmproxy::ui {
namespace {

constexpr double PipSide = 10;
constexpr double PipPitch = 14;
constexpr double BarWidth = 120;

} // namespace

double Fuse::width() const
{
    return threshold > MaxPips ? BarWidth
                               : std::max(0.0, threshold * PipPitch - PipPitch + PipSide);
}

int Fuse::pipAt(const QRectF &box, const QPointF &point) const
{
    if (threshold > MaxPips || !box.contains(point))
        return -1;
    const auto pip = static_cast<int>((point.x() - box.left()) / PipPitch);
    return pip < threshold ? pip : -1;
}

void Fuse::paint(QPainter &painter, const QRectF &box, const Shades &shades) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double top = box.center().y() - PipSide / 2;
    if (threshold > MaxPips) {
        const QRectF bar(box.left(), top, BarWidth, PipSide);
        const double share = std::min(1.0, static_cast<double>(blown) / threshold);
        painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * share, PipSide)), shades.error);
        painter.setPen(QPen(shades.dim, 1));
        painter.drawRect(bar);
    }
    for (int i = 0; threshold <= MaxPips && i < threshold; ++i) {
        const bool isBlown = i < blown;
        painter.setPen(QPen(isBlown ? shades.error : shades.dim, 1.2));
        painter.setBrush(isBlown ? QBrush(shades.error) : QBrush(Qt::NoBrush));
        painter.drawRect(
            QRectF(box.left() + i * PipPitch + 0.5, top + 0.5, PipSide - 1, PipSide - 1));
    }
    painter.restore();
}

} // namespace llmproxy::ui
