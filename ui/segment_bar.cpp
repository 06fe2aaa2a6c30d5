// SPDX-License-Identifier: MIT
#include "ui/segment_bar.h"

#include "ui/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace llmproxy::ui {
namespace {

class Segment final : public QAbstractButton
{
public:
    explicit Segment(const QString &word, QWidget *parent)
        : QAbstractButton(parent)
    {
        setText(word);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(text()) + 24, fontMetrics().height() + 12};
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        const Shades shades = shadesOf(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
        QColor tint = shades.fine;
        tint.setAlpha(isChecked() ? 36 : 14);
        if (isChecked() || underMouse()) {
            painter.setPen(isChecked() ? QPen(shades.fine, 1) : Qt::NoPen);
            painter.setBrush(tint);
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        }
        if (hasFocus()) {
            painter.setPen(QPen(shades.fine, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(box, 4, 4);
        }
        painter.setPen(isChecked() ? shades.text : shades.dim);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
};

} // namespace

SegmentBar::SegmentBar(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    setAccessibleName(name);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool isChosen) {
        if (isChosen)
            emit chosenChanged(index);
    });
}

void SegmentBar::setWords(const QStringList &words)
{
    const QList<QAbstractButton *> old = m_group->buttons();
    for (QAbstractButton *button : old) {
        m_group->removeButton(button);
        delete button;
    }
    for (int i = 0; i < words.size(); ++i) {
        auto *segment = new Segment(words[i], this);
        segment->setAccessibleName(words[i]);
        m_group->addButton(segment, i);
        layout()->addWidget(segment);
    }
    choose(0);
}

void SegmentBar::choose(int index)
{
    if (QAbstractButton *button = m_group->button(index))
        button->setChecked(true);
}

int SegmentBar::chosen() const
{
    return m_group->checkedId();
}

} // namespace llmproxy::ui
