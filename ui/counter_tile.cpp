// SPDX-License-Identifier: MIT
#include "ui/counter_tile.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace llmproxy::ui {
namespace {

constexpr int Margin = 12;
constexpr int Gap = 4;
constexpr int MarkSide = 14;

} // namespace

CounterTile::CounterTile(const QString &name, const QString &howCounted, QWidget *parent)
    : Card(parent)
    , m_name(name)
    , m_value(QChar(0x2013))
{
    setToolTip(howCounted);
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CounterTile::setValue(const QString &value, const QString &note)
{
    if (value == m_value && note == m_note)
        return;
    const bool isWider = value.size() > m_value.size() || note.size() > m_note.size();
    m_value = value;
    m_note = note;
    setAccessibleDescription(note.isEmpty() ? value : tr("%1, %2", "value, note").arg(value, note));
    if (isWider)
        updateGeometry();
    update();
}

void CounterTile::setMark(Glyph glyph, Ink ink)
{
    const std::pair mark(glyph, ink);
    if (m_mark == mark)
        return;
    m_mark = mark;
    update();
}

QFont CounterTile::nameFont() const
{
    return scaled(font(), 0.95);
}

QFont CounterTile::valueFont() const
{
    return scaled(font(), 1.7, true);
}

QSize CounterTile::sizeHint() const
{
    const QFontMetrics small(nameFont());
    const QFontMetrics large(valueFont());
    const int width = std::max({small.horizontalAdvance(m_name),
                                large.horizontalAdvance(m_value),
                                small.horizontalAdvance(m_note)});
    const int height = 2 * Margin + 2 * small.height() + large.height() + 2 * Gap;
    return {width + 2 * Margin + MarkSide, height};
}

QSize CounterTile::minimumSizeHint() const
{
    const QFontMetrics large(valueFont());
    return {large.horizontalAdvance(m_value) + 2 * Margin, sizeHint().height()};
}

void CounterTile::paintEvent(QPaintEvent *event)
{
    Card::paintEvent(event);
    const Shades shades = shadesOf(palette());
    const QFontMetrics small(nameFont());
    const QFontMetrics large(valueFont());
    QPainter painter(this);
    QRect box = rect().adjusted(Margin, Margin, -Margin, -Margin);
    const auto line = [&](const QFont &font,
                          const QFontMetrics &metrics,
                          const QColor &color,
                          const QString &text) {
        painter.setFont(font);
        painter.setPen(color);
        const QRect place(box.left(), box.top(), box.width(), metrics.height());
        const int width = box.width() - (m_mark && text == m_name ? MarkSide + 2 : 0);
        painter.drawText(place,
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideRight, width));
        box.setTop(place.bottom() + 1 + Gap);
    };
    if (m_mark) {
        const QRectF corner(box.right() + 1 - MarkSide, box.top(), MarkSide, MarkSide);
        paintGlyph(painter, corner, m_mark->first, inkColor(m_mark->second, palette()));
    }
    line(nameFont(), small, shades.dim, m_name);
    line(valueFont(), large, shades.text, m_value);
    line(nameFont(), small, shades.dim, m_note);
}

} // namespace llmproxy::ui
