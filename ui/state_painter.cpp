// SPDX-License-Identifier: MIT
#include "ui/state_painter.h"

#include "ui/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace llmproxy::ui {
namespace {

constexpr int Gap = 5;

} // namespace

Glyph StatePainter::glyph(ShownState state)
{
    switch (state) {
    case ShownState::NoData:
        return Glyph::NoData;
    case ShownState::Closed:
        return Glyph::Fine;
    case ShownState::HalfOpen:
        return Glyph::Warning;
    case ShownState::Forced:
        return Glyph::Off;
    case ShownState::Open:
        return Glyph::Error;
    }
    return Glyph::NoData;
}

Ink StatePainter::ink(ShownState state)
{
    switch (state) {
    case ShownState::NoData:
        return Ink::Dim;
    case ShownState::Closed:
        return Ink::Fine;
    case ShownState::HalfOpen:
        return Ink::Warning;
    case ShownState::Forced:
        return Ink::Off;
    case ShownState::Open:
        return Ink::Error;
    }
    return Ink::Dim;
}

QString StatePainter::word(ShownState state)
{
    switch (state) {
    case ShownState::NoData:
        return tr("NO DATA");
    case ShownState::Closed:
        return tr("CLOSED");
    case ShownState::HalfOpen:
        return tr("HALF-OPEN");
    case ShownState::Forced:
        return tr("FORCED");
    case ShownState::Open:
        return tr("OPEN");
    }
    return {};
}

int StatePainter::widthOf(const QFont &font, const QString &word)
{
    const QFontMetrics metrics(font);
    return metrics.height() + Gap + metrics.horizontalAdvance(word);
}

void StatePainter::paint(QPainter &painter,
                         const QRectF &box,
                         ShownState state,
                         const QString &word,
                         const QPalette &palette)
{
    const double side = QFontMetrics(painter.font()).height();
    const QRectF mark(box.left(), box.center().y() - side / 2, side, side);
    paintGlyph(painter, mark, glyph(state), inkColor(ink(state), palette));
    painter.setPen(shadesOf(palette).text);
    painter.drawText(box.adjusted(side + Gap, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, word);
}

} // namespace llmproxy::ui
