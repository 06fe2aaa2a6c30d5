// SPDX-License-Identifier: MIT
#pragma once

#include "ui/glyph.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace llmproxy::ui {

class GlyphMark;

/// Says what the case is and offers the one way out of it: as a bar above a view, or in the
/// middle of the room of an empty one.
class Notice final : public QWidget
{
    Q_OBJECT

public:
    enum class Shape { Bar, Middle };

    explicit Notice(Shape shape, QWidget *parent = nullptr);

    /// `way` is the button's text; empty: none.
    void say(Glyph glyph, Ink ink, const QString &text, const QString &way = {});
    QString text() const;

signals:
    void wayTaken();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Shape m_shape;
    GlyphMark *m_mark;
    QLabel *m_text;
    QPushButton *m_way;
};

} // namespace llmproxy::ui
