// SPDX-License-Identifier: MIT
#include "ui/card.h"

#include "ui/theme.h"

#include <QPainter>

namespace llmproxy::ui {

Card::Card(QWidget *parent)
    : QFrame(parent)
{
    setContentsMargins(0, 0, 0, 0);
}

void Card::paintEvent(QPaintEvent * /*event*/)
{
    const Shades shades = shadesOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(shades.line, 1));
    painter.setBrush(shades.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

} // namespace llmproxy::ui
