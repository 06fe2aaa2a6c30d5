// SPDX-License-Identifier: MIT
#pragma once

#include <QSortFilterProxyModel>

namespace llmproxy::ui {

class ExchangeTable;

/// The rows of the live list that contain a text, in the list's order.
class ExchangeFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    /// `table` must outlive the filter.
    ExchangeFilter(ExchangeTable *table, QObject *parent);

    /// Surrounding blanks do not count; empty shows every row.
    void setNeedle(const QString &needle);
    QString needle() const { return m_needle; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    ExchangeTable *m_table;
    QString m_needle;
};

} // namespace llmproxy::ui
