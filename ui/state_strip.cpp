// SPDX-License-Identifier: MIT
#include "ui/state_strip.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace llmproxy::ui {
namespace {

constexpr double LowBand = 0.4; // of the height

void paintBand(QPainter &painter, const QRectF &box, ShownState state, const Shades &shades)
{
    switch (state) {
    case ShownState::NoData:
        painter.setPen(QPen(shades.dim, 1, Qt::DotLine));
        painter.drawLine(QPointF(box.left(), box.bottom() - box.height() * LowBand / 2),
                         QPointF(box.right(), box.bottom() - box.height() * LowBand / 2));
        break;
    case ShownState::Closed:
        painter.fillRect(box.adjusted(0, box.height() * (1 - LowBand), 0, 0), shades.fine);
        break;
    case ShownState::HalfOpen:
        painter.fillRect(box, shades.page);
        paintHatched(painter, box, shades.warning);
        painter.setPen(QPen(shades.warning, 1));
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case ShownState::Forced:
        painter.fillRect(box, shades.off);
        break;
    case ShownState::Open:
        painter.fillRect(box, shades.error);
        break;
    }
}

} // namespace

void paintHatched(QPainter &painter, const QRectF &box, const QColor &color)
{
    constexpr double pitch = 4;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(box);
    painter.setPen(QPen(color, 1.2));
    for (double x = box.left() - box.height(); x < box.right(); x += pitch)
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()));
    painter.restore();
}

void StateStrip::paint(QPainter &painter, const QRectF &box, const Shades &shades) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double span = std::max<double>(1, static_cast<double>((to - from).count()));
    const auto xOf = [&](TimePoint at) {
        if (at <= from) // the first band may begin before all time
            return box.left();
        const double share = static_cast<double>((at - from).count()) / span;
        return box.left() + std::clamp(share, 0.0, 1.0) * box.width();
    };
    for (qsizetype i = 0; i < bands.size(); ++i) {
        const double left = xOf(bands[i].from);
        const double right = i + 1 < bands.size() ? xOf(bands[i + 1].from) : box.right();
        // A short state is still seen.
        const double least = bands[i].state > ShownState::Closed && right > left ? 3 : 0;
        if (right - left > 0)
            paintBand(painter,
                      QRectF(left, box.top(), std::max(right - left, least), box.height()),
                      bands[i].state,
                      shades);
    }
    painter.setPen(QPen(shades.line, 1));
    painter.drawLine(box.bottomLeft(), box.bottomRight());
    painter.restore();
}

} // namespace llmproxy::ui
