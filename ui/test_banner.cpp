// SPDX-License-Identifier: MIT
#include "ui/test_banner.h"

#include "ui/elided_label.h"
#include "ui/glyph_mark.h"
#include "ui/state_strip.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace llmproxy::ui {
namespace {

constexpr int HatchHeight = 5;

} // namespace

TestBanner::TestBanner(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel({}, this))
{
    auto *word = new QLabel(tr("TEST MODE"), this);
    word->setFont(scaled(font(), 1.1, true));
    auto *show = new QPushButton(tr("Show"), this);
    show->setAccessibleName(tr("Show the test modes"));
    auto *off = new QPushButton(tr("Turn off"), this);
    off->setObjectName(QStringLiteral("testModesOff"));
    off->setAccessibleName(tr("Turn all test modes off"));
    for (QPushButton *each : {show, off})
        each->setAutoDefault(false);
    connect(show, &QPushButton::clicked, this, &TestBanner::pageWanted);
    connect(off, &QPushButton::clicked, this, &TestBanner::offWanted);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, HatchHeight + 5, 14, 6);
    row->setSpacing(10);
    row->addWidget(new GlyphMark(Glyph::Warning, Ink::Warning, this));
    row->addWidget(word);
    row->addWidget(m_text, 1);
    row->addWidget(show);
    row->addWidget(off);
    hide();
}

void TestBanner::say(const QString &text)
{
    setVisible(!text.isEmpty());
    if (m_text->text() == text)
        return;
    m_text->setText(text);
    setAccessibleName(tr("Test mode: %1").arg(text));
}

void TestBanner::paintEvent(QPaintEvent * /*event*/)
{
    const Shades shades = shadesOf(palette());
    QPainter painter(this);
    QColor tint = shades.warning;
    tint.setAlpha(shades.isDark ? 50 : 40);
    painter.fillRect(rect(), shades.page);
    painter.fillRect(rect(), tint);
    paintHatched(painter, QRectF(0, 0, width(), HatchHeight), shades.warning);
    painter.fillRect(QRect(0, height() - 1, width(), 1), shades.line);
}

} // namespace llmproxy::ui
