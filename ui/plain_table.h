// SPDX-License-Identifier: MIT
#pragma once

#include <QTreeWidget>

namespace llmproxy::ui {

/// A small table of plain texts that are told again and again: what is selected, and the place,
/// stay while they change.
class PlainTable final : public QTreeWidget
{
    Q_OBJECT

public:
    struct Column
    {
        QString heading;
        QString sample; ///< a long text of it: how wide it is at first
        bool isNumber = false;
    };

    /// `name`: what the table is of, for people who cannot see.
    PlainTable(const QString &name, const QList<Column> &columns, QWidget *parent = nullptr);

    /// `strongLast`: the last row is the sum of the others.
    void setRows(const QList<QStringList> &rows, bool strongLast = false);
    QList<QStringList> rows() const;

private:
    QList<Column> m_columns;
};

} // namespace llmproxy::ui
