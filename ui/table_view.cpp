// SPDX-License-Identifier: MIT
#include "ui/table_view.h"

#include "ui/cell_delegate.h"
#include "ui/flat_header.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>

#include <algorithm>
#include <numeric>

namespace llmproxy::ui {

TableView::TableView(const QString &name,
                     RowsModel *model,
                     const QList<int> &weights,
                     QWidget *parent)
    : QTreeView(parent)
    , m_rows(model)
    , m_weights(weights)
{
    model->setParent(this);
    setAccessibleName(name);
    setModel(model);
    setItemDelegate(new CellDelegate(this));
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setHeader(new FlatHeader(this));
    header()->setStretchLastSection(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    const int sum = std::accumulate(m_weights.begin(), m_weights.end(), 0);
    const int width = viewport()->width();
    int left = width;
    for (qsizetype i = 0; i + 1 < m_weights.size(); ++i) {
        const int share = width * m_weights[i] / sum;
        header()->resizeSection(static_cast<int>(i), share);
        left -= share;
    }
    header()->resizeSection(static_cast<int>(m_weights.size()) - 1, left);
}

void TableView::setRows(const QList<Row> &rows)
{
    const QByteArray current = currentId();
    m_rows->setRows(rows);
    if (!current.isEmpty() && currentId() != current)
        setCurrentId(current);
}

QByteArray TableView::currentId() const
{
    return currentIndex().data(RowsModel::IdRole).toByteArray();
}

void TableView::setCurrentId(const QByteArray &id)
{
    const int row = m_rows->rowOf(id);
    if (row >= 0)
        setCurrentIndex(m_rows->index(row, 0));
}

void TableView::fitRows(int least, int most)
{
    const int rows = std::clamp(m_rows->rowCount(), least, most);
    const int row = sizeHintForRow(0) > 0 ? sizeHintForRow(0) : fontMetrics().height() + 12;
    const int height = header()->sizeHint().height() + rows * row + 2 * frameWidth() + 1;
    if (height != maximumHeight())
        setFixedHeight(height);
}

void TableView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    emit currentIdChanged();
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
        QStringList cells;
        for (const Cell &cell : m_rows->rows()[currentIndex().row()].cells)
            cells.append(cell.text);
        QGuiApplication::clipboard()->setText(cells.join(u'\t'));
        return;
    }
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentIndex().isValid()) {
        emit activated(currentIndex());
        return;
    }
    QTreeView::keyPressEvent(event);
}

} // namespace llmproxy::ui
