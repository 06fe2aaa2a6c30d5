// SPDX-License-Identifier: MIT
#include "ui/cell_delegate.h"

#include "ui/fuse.h"
#include "ui/limit_bar.h"
#include "ui/rows_model.h"
#include "ui/state_strip.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace llmproxy::ui {
namespace {

constexpr int StripHeight = 12;
constexpr int BarHeight = 12;
constexpr int BarGap = 10;
constexpr int LineGap = 12; ///< a row is taller than its text by this

void paintText(QPainter &painter,
               const QRect &box,
               const QString &text,
               const QColor &color,
               Qt::Alignment alignment)
{
    painter.setPen(color);
    painter.drawText(box,
                     static_cast<int>(alignment),
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width()));
}

/// The bars of a column end at the same place, and the words have what is left.
void paintLimit(QPainter &painter, const QRect &box, const LimitBar &limit, const Shades &shades)
{
    const int barWidth = box.width() * 2 / 5;
    const QRectF bar(box.left(), box.center().y() - BarHeight / 2.0, barWidth, BarHeight);
    limit.paint(painter, bar, shades);
    const bool hasBar = limit.level() != LimitBar::Level::Unlimited;
    if (limit.level() == LimitBar::Level::Rejecting)
        painter.setFont(scaled(painter.font(), 1, true));
    paintText(painter,
              box.adjusted(hasBar ? barWidth + BarGap : 0, 0, 0, 0),
              limit.text(),
              hasBar ? shades.text : shades.dim,
              Qt::AlignLeft | Qt::AlignVCenter);
}

void paintCell(QPainter &painter,
               const QRect &box,
               const QModelIndex &index,
               const QPalette &palette)
{
    const Shades shades = shadesOf(palette);
    const QVariant paints = index.data(RowsModel::PaintsRole);
    const QString text = index.data(Qt::DisplayRole).toString();
    const Qt::Alignment alignment(index.data(Qt::TextAlignmentRole).toInt());
    if (paints.metaType() == QMetaType::fromType<ShownState>()) {
        painter.setFont(scaled(painter.font(), 1, true));
        StatePainter::paint(painter, box, paints.value<ShownState>(), text, palette);
    } else if (paints.metaType() == QMetaType::fromType<Fuse>()) {
        paints.value<Fuse>().paint(painter, box, shades);
    } else if (paints.metaType() == QMetaType::fromType<StateStrip>()) {
        const QRectF strip(
            box.left(), box.center().y() - StripHeight / 2.0, box.width(), StripHeight);
        paints.value<StateStrip>().paint(painter, strip, shades);
    } else if (paints.metaType() == QMetaType::fromType<LimitBar>()) {
        paintLimit(painter, box, paints.value<LimitBar>(), shades);
    } else {
        const QColor color = paints.metaType() == QMetaType::fromType<Ink>()
                                 ? inkColor(paints.value<Ink>(), palette)
                                 : shades.text;
        paintText(painter, box, text, color, alignment);
    }
}

} // namespace

void CellDelegate::paint(QPainter *painter,
                         const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Shades shades = shadesOf(option.palette);
    painter->save();
    if (option.state & QStyle::State_Selected) {
        QColor tint = shades.fine;
        tint.setAlpha(option.state & QStyle::State_Active ? 48 : 30);
        painter->fillRect(option.rect, tint);
    }
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      shades.line);
    painter->setFont(option.font);
    paintCell(*painter, option.rect.adjusted(Padding, 0, -Padding, -1), index, option.palette);
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(option.font);
    const QString text = index.data(Qt::DisplayRole).toString();
    return {metrics.horizontalAdvance(text) + 2 * Padding + 2, metrics.height() + LineGap};
}

} // namespace llmproxy::ui
