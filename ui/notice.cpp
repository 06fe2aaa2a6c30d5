// SPDX-License-Identifier: MIT
#include "ui/notice.h"

#include "ui/glyph_mark.h"
#include "ui/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace llmproxy::ui {

Notice::Notice(Shape shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
    , m_mark(new GlyphMark(Glyph::NoData, Ink::Dim, this))
    , m_text(new QLabel(this))
    , m_way(new QPushButton(this))
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_way->setAutoDefault(false);
    connect(m_way, &QPushButton::clicked, this, &Notice::wayTaken);
    if (shape == Shape::Bar) {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(12, 6, 12, 6);
        row->setSpacing(8);
        row->addWidget(m_mark);
        row->addWidget(m_text, 1);
        row->addWidget(m_way);
        return;
    }
    m_mark->setFont(scaled(font(), 2.2));
    m_text->setFont(scaled(font(), 1.15));
    m_text->setAlignment(Qt::AlignHCenter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(14);
    column->addStretch(2);
    column->addWidget(m_mark, 0, Qt::AlignHCenter);
    column->addWidget(m_text);
    column->addWidget(m_way, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

void Notice::say(Glyph glyph, Ink ink, const QString &text, const QString &way)
{
    m_mark->setGlyph(glyph, ink);
    m_text->setText(text);
    m_way->setText(way);
    m_way->setAccessibleName(way);
    m_way->setVisible(!way.isEmpty());
    setAccessibleName(text);
}

QString Notice::text() const
{
    return m_text->text();
}

void Notice::paintEvent(QPaintEvent * /*event*/)
{
    const Shades shades = shadesOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), m_shape == Shape::Bar ? shades.card : shades.page);
    if (m_shape == Shape::Bar)
        painter.fillRect(QRect(0, height() - 1, width(), 1), shades.line);
}

} // namespace llmproxy::ui
