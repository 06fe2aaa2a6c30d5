// SPDX-License-Identifier: MIT
#pragma once

#include "ui/rows_model.h"

#include <QTreeView>

namespace llmproxy::ui {

/// A table as the pages have it: whole rows of one height, drawn by CellDelegate. Enter and a
/// double click activate the current row; Ctrl+C copies it as text.
class TableView final : public QTreeView
{
    Q_OBJECT

public:
    /// `name` is what it is called for people who cannot see. The columns share the width
    /// by their weights, one for each.
    TableView(const QString &name,
              RowsModel *model,
              const QList<int> &weights,
              QWidget *parent = nullptr);

    /// The model's rows, with the current one kept by its id.
    void setRows(const QList<Row> &rows);
    QByteArray currentId() const; ///< empty: none
    void setCurrentId(const QByteArray &id);

    /// As tall as its rows, from `least` to `most` of them.
    void fitRows(int least, int most);

signals:
    void currentIdChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    RowsModel *m_rows;
    QList<int> m_weights;
};

} // namespace llmproxy::ui
