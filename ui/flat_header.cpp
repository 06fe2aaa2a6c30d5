// SPDX-License-Identifier: MIT
#include "ui/flat_header.h"

#include "ui/cell_delegate.h"
#include "ui/theme.h"

#include <QPainter>

namespace llmproxy::ui {

FlatHeader::FlatHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsMovable(false);
    setSectionsClickable(false);
    setHighlightSections(false);
    setMinimumSectionSize(30);
}

QSize FlatHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), fontMetrics().height() + 12};
}

void FlatHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Shades shades = shadesOf(palette());
    painter->save();
    painter->fillRect(rect, shades.card);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), shades.line);
    const QVariant alignment = model()->headerData(section, orientation(), Qt::TextAlignmentRole);
    const Qt::Alignment side =
        alignment.isValid() ? Qt::Alignment(alignment.toInt()) : Qt::AlignLeft | Qt::AlignVCenter;
    const QRect box = rect.adjusted(CellDelegate::Padding, 0, -CellDelegate::Padding, 0);
    painter->setPen(shades.dim);
    painter->drawText(
        box,
        static_cast<int>(side),
        fontMetrics().elidedText(
            model()->headerData(section, orientation()).toString(), Qt::ElideRight, box.width()));
    painter->restore();
}

} // namespace llmproxy::ui
