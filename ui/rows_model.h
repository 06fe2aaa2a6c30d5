// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractTableModel>
#include <QList>
#include <QVariant>

namespace llmproxy::ui {

/// A cell of a small table. `paints` is what CellDelegate draws beside or instead of the text: a
/// ShownState, a Fuse, a StateStrip, a LimitBar, or an Ink for the text.
struct Cell
{
    QString text = {};
    QVariant paints = {};
    bool isNumber = false; ///< stands at the right

    bool operator==(const Cell &) const = default;
};

struct Row
{
    QByteArray id = {}; ///< unique in its table; a row keeps it while it changes
    QList<Cell> cells = {};
    QString sentence = {}; ///< the row as it is read out; empty: its cells
    QString tip = {};

    bool operator==(const Row &) const = default;
};

/// A table of at most some hundred rows that a page makes anew of each snapshot. Rows that are the
/// same keep their place; where others come or go the model is reset, and TableView keeps the
/// current row by its id.
class RowsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { PaintsRole = Qt::UserRole, IdRole };

    explicit RowsModel(const QStringList &headings, QObject *parent = nullptr);

    void setRows(const QList<Row> &rows);
    void setHeading(int column, const QString &heading);
    const QList<Row> &rows() const { return m_rows; }
    int rowOf(const QByteArray &id) const; ///< -1: none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool hasTheSameIds(const QList<Row> &rows) const;

    QStringList m_headings;
    QList<Row> m_rows;
};

} // namespace llmproxy::ui
