// SPDX-License-Identifier: MIT
#include "ui/lines_gutter.h"

#include "ui/theme.h"

#include <QPainter>
#include <QTextBlock>

#include <algorithm>
#include <cmath>

namespace llmproxy::ui {
namespace {

constexpr int MaxLabelLength = 18;
constexpr int GutterPadding = 12;

void paintArrow(QPainter &painter, const QPointF &middle, double size, bool isDown)
{
    const QPointF along = isDown ? QPointF(0, size) : QPointF(size, 0);
    const QPointF across = isDown ? QPointF(size, 0) : QPointF(0, size);
    painter.drawPolygon(
        QPolygonF({middle + along, middle - along + across, middle - along - across}));
}

} // namespace

void LinesView::placeGutter()
{
    int width = 0;
    bool folds = false;
    const QFont strong = scaled(font(), 1, true);
    const QFontMetrics metrics(strong);
    QSet<QString> measured;
    for (const Line &line : m_lines) {
        folds = folds || line.isHead;
        if (line.label.isEmpty() || measured.contains(line.label))
            continue;
        measured.insert(line.label);
        width = std::max(width, metrics.horizontalAdvance(line.label.left(MaxLabelLength)));
    }
    width += width > 0 ? 2 * GutterPadding : GutterPadding / 2;
    width += folds ? GutterPadding : 0;
    if (m_gutter->width() != width || viewportMargins().left() != width)
        setViewportMargins(width, 0, 0, 0);
    const QRect room = contentsRect();
    m_gutter->setGeometry(room.left(), room.top(), width, room.height());
}

void LinesView::paintGutter(QPaintEvent *event)
{
    const Shades shades = shadesOf(palette());
    QPainter painter(m_gutter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(event->rect(), shades.page);
    const double lineHeight = fontMetrics().height();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
        if (box.top() > event->rect().bottom())
            break;
        const qsizetype index = block.blockNumber();
        if (!block.isVisible() || index >= m_lines.size())
            continue;
        const Line &line = m_lines.at(index);
        if (line.style == Line::Style::Gap) {
            painter.setPen(shades.line);
            const double y = std::floor(box.center().y()) + 0.5;
            painter.drawLine(QPointF(GutterPadding, y), QPointF(m_gutter->width(), y));
        }
        if (!line.label.isEmpty()) {
            painter.setFont(scaled(font(), 1, true));
            painter.setPen(shades.dim);
            painter.drawText(QRectF(GutterPadding, box.top(), m_gutter->width(), lineHeight),
                             Qt::AlignLeft | Qt::AlignVCenter,
                             line.label.left(MaxLabelLength));
        }
        if (line.isHead) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(shades.dim);
            paintArrow(painter,
                       {m_gutter->width() - 5.0, box.top() + lineHeight / 2},
                       lineHeight * 0.2,
                       m_unfolded.contains(index));
        }
    }
}

void LinesView::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.setPen(shadesOf(palette()).line);
        for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
            const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
            if (box.top() > event->rect().bottom())
                break;
            const bool isGap = m_lines.value(block.blockNumber()).style == Line::Style::Gap;
            if (isGap && block.isVisible() && box.height() > 0) {
                const double y = std::floor(box.center().y()) + 0.5;
                painter.drawLine(QPointF(0, y), QPointF(viewport()->width() - 6, y));
            }
        }
    }
    QPlainTextEdit::paintEvent(event);
}

} // namespace llmproxy::ui
