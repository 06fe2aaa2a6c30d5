// SPDX-License-Identifier: MIT
#include "ui/plain_table.h"

#include "ui/theme.h"

#include <QHeaderView>

#include <algorithm>

namespace llmproxy::ui {

PlainTable::PlainTable(const QString &name, const QList<Column> &columns, QWidget *parent)
    : QTreeWidget(parent)
    , m_columns(columns)
{
    setAccessibleName(name);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setFrameShape(QFrame::NoFrame);
    setColumnCount(static_cast<int>(columns.size()));
    const int padding = fontMetrics().averageCharWidth() * 3;
    for (int i = 0; i < columns.size(); ++i) {
        const Column &column = columns.at(i);
        const auto side = column.isNumber ? Qt::AlignRight : Qt::AlignLeft;
        headerItem()->setText(i, column.heading);
        headerItem()->setTextAlignment(i, side | Qt::AlignVCenter);
        header()->resizeSection(i,
                                std::max(fontMetrics().horizontalAdvance(column.heading),
                                         fontMetrics().horizontalAdvance(column.sample))
                                    + padding);
    }
    header()->setStretchLastSection(true);
}

void PlainTable::setRows(const QList<QStringList> &rows, bool strongLast)
{
    while (topLevelItemCount() > rows.size())
        delete takeTopLevelItem(topLevelItemCount() - 1);
    for (int row = 0; row < rows.size(); ++row) {
        if (row == topLevelItemCount())
            addTopLevelItem(new QTreeWidgetItem);
        QTreeWidgetItem *item = topLevelItem(row);
        const bool isStrong = strongLast && row + 1 == rows.size();
        for (int i = 0; i < m_columns.size(); ++i) {
            const auto side = m_columns.at(i).isNumber ? Qt::AlignRight : Qt::AlignLeft;
            item->setText(i, rows.at(row).value(i));
            item->setTextAlignment(i, side | Qt::AlignVCenter);
            item->setFont(i, isStrong ? scaled(font(), 1, true) : font());
        }
    }
}

QList<QStringList> PlainTable::rows() const
{
    QList<QStringList> rows;
    for (int row = 0; row < topLevelItemCount(); ++row) {
        QStringList cells;
        for (int i = 0; i < columnCount(); ++i)
            cells.append(topLevelItem(row)->text(i));
        rows.append(cells);
    }
    return rows;
}

} // namespace llmproxy::ui
