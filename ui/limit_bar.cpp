// SPDX-License-Identifier: MIT
#include "ui/limit_bar.h"

#include "ui/format.h"
#include "ui/state_strip.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

LimitBar::Level LimitBar::level() const
{
    if (limit <= 0)
        return Level::Unlimited;
    const double share = static_cast<double>(used + held) / static_cast<double>(limit);
    if (share >= 1)
        return Level::Rejecting;
    return share >= WarningShare ? Level::Warning : Level::Fine;
}

QString LimitBar::text() const
{
    const QString front = label.isEmpty() ? QString() : label + u' ';
    if (limit <= 0)
        return front + tr("\u221E \u00B7 %1 used").arg(format::compact(used + held));
    QString text =
        held > 0 ? tr("%1 + %2 held / %3", "used, reserved, limit")
                       .arg(format::compact(used), format::compact(held), format::compact(limit))
                 : tr("%1 / %2", "used, limit").arg(format::compact(used), format::compact(limit));
    if (level() == Level::Rejecting)
        text += u' ' + (enforced ? tr("REJECTING") : tr("OVER"));
    return front + text;
}

void LimitBar::paint(QPainter &painter, const QRectF &bar, const Shades &shades) const
{
    if (limit <= 0)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QColor color = level() == Level::Rejecting ? shades.error
                         : level() == Level::Warning ? shades.warning
                                                     : shades.fine;
    const auto shareOf = [this](qint64 amount) {
        return std::clamp(static_cast<double>(amount) / static_cast<double>(limit), 0.0, 1.0);
    };
    const double solid = bar.width() * shareOf(used);
    const double filled = bar.width() * shareOf(used + held);
    painter.fillRect(bar, shades.page);
    painter.fillRect(QRectF(bar.left(), bar.top(), solid, bar.height()), color);
    if (filled > solid)
        paintHatched(
            painter, QRectF(bar.left() + solid, bar.top(), filled - solid, bar.height()), color);
    painter.setPen(QPen(shades.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
    const double tick = bar.left() + bar.width() * WarningShare;
    painter.setPen(QPen(shades.text, 1));
    painter.drawLine(QPointF(tick, bar.top() - 2), QPointF(tick, bar.bottom() + 1));
    painter.restore();
}

} // namespace llmproxy::ui
