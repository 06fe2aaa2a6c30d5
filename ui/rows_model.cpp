// SPDX-License-Identifier: MIT
#include "ui/rows_model.h"

#include <algorithm>

namespace llmproxy::ui {

RowsModel::RowsModel(const QStringList &headings, QObject *parent)
    : QAbstractTableModel(parent)
    , m_headings(headings)
{}

bool RowsModel::hasTheSameIds(const QList<Row> &rows) const
{
    return std::equal(rows.begin(),
                      rows.end(),
                      m_rows.begin(),
                      m_rows.end(),
                      [](const Row &left, const Row &right) { return left.id == right.id; });
}

void RowsModel::setRows(const QList<Row> &rows)
{
    if (!hasTheSameIds(rows)) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = rows[i];
        const int row = static_cast<int>(i);
        emit dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
}

void RowsModel::setHeading(int column, const QString &heading)
{
    if (m_headings[column] == heading)
        return;
    m_headings[column] = heading;
    emit headerDataChanged(Qt::Horizontal, column, column);
}

int RowsModel::rowOf(const QByteArray &id) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&id](const Row &row) { return row.id == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int RowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headings.size());
}

QVariant RowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[index.row()];
    const Cell cell = row.cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::TextAlignmentRole:
        return QVariant((cell.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return index.column() == 0 && !row.sentence.isEmpty() ? row.sentence : cell.text;
    case Qt::ToolTipRole:
        return row.tip.isEmpty() ? QVariant() : row.tip;
    case PaintsRole:
        return cell.paints;
    case IdRole:
        return row.id;
    default:
        return {};
    }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return m_headings.value(section);
    if (role == Qt::TextAlignmentRole && !m_rows.isEmpty()
        && m_rows.constFirst().cells.value(section).isNumber)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

} // namespace llmproxy::ui
