// SPDX-License-Identifier: MIT
#include "ui/exchange_filter.h"

#include "ui/exchange_table.h"

namespace llmproxy::ui {

ExchangeFilter::ExchangeFilter(ExchangeTable *table, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_table(table)
{
    setSourceModel(table);
}

void ExchangeFilter::setNeedle(const QString &needle)
{
    const QString trimmed = needle.trimmed();
    if (trimmed == m_needle)
        return;
    m_needle = trimmed;
    invalidateRowsFilter();
}

bool ExchangeFilter::filterAcceptsRow(int row, const QModelIndex & /*parent*/) const
{
    return m_needle.isEmpty() || ExchangeText::matches(m_table->record(row), m_needle);
}

} // namespace llmproxy::ui
