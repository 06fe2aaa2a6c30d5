// SPDX-License-Identifier: MIT
#pragma once

#include "ui/glyph.h"

#include <QWidget>

namespace llmproxy::ui {

/// A shape in a layout, as tall as the text beside it. The word belongs to the text.
class GlyphMark final : public QWidget
{
    Q_OBJECT

public:
    GlyphMark(Glyph glyph, Ink ink, QWidget *parent = nullptr);

    void setGlyph(Glyph glyph, Ink ink);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Glyph m_glyph;
    Ink m_ink;
};

} // namespace llmproxy::ui
