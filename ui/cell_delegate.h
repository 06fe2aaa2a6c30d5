// SPDX-License-Identifier: MIT
#pragma once

#include <QStyledItemDelegate>

namespace llmproxy::ui {

struct Shades;

/// Draws the cells of a RowsModel. The chosen row is tinted and not inverted, so that the colours
/// of states can still be told.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int Padding = 8;

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace llmproxy::ui
