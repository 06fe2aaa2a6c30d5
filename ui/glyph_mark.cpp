// SPDX-License-Identifier: MIT
#include "ui/glyph_mark.h"

#include <QPainter>

namespace llmproxy::ui {

GlyphMark::GlyphMark(Glyph glyph, Ink ink, QWidget *parent)
    : QWidget(parent)
    , m_glyph(glyph)
    , m_ink(ink)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void GlyphMark::setGlyph(Glyph glyph, Ink ink)
{
    if (glyph == m_glyph && ink == m_ink)
        return;
    m_glyph = glyph;
    m_ink = ink;
    update();
}

QSize GlyphMark::sizeHint() const
{
    const int side = fontMetrics().height() + 1;
    return {side, side};
}

void GlyphMark::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    paintGlyph(painter, rect(), m_glyph, inkColor(m_ink, palette()));
}

} // namespace llmproxy::ui
