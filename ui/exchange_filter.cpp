// SPDX-License-Identifier: MIT
#include "ui/exchange_filter.h"

#include "ui/exchange_table.h"

namespace llmproxy::ui {

ExchangeFilter::ExchangeFilter(ExchangeTable *table, DetailOf detailOf, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_table(table)
    , m_detailOf(std::move(detailOf))
{
    setSourceModel(table);
}

std::optional<traffic::FilterError> ExchangeFilter::setText(const QString &text, TimePoint now)
{
    auto filter = traffic::parseFilter(text, now);
    if (!filter)
        return filter.error();
    const QString trimmed = text.trimmed();
    const bool isNew = trimmed != m_text || filter->isRelative();
    m_text = trimmed;
    m_filter = *std::move(filter);
    if (isNew)
        invalidateRowsFilter();
    return std::nullopt;
}

void ExchangeFilter::refresh(TimePoint now)
{
    if (m_filter.isRelative())
        setText(QString(m_text), now);
}

bool ExchangeFilter::filterAcceptsRow(int row, const QModelIndex & /*parent*/) const
{
    const traffic::ExchangeRecord &record = m_table->record(row);
    const auto detail = m_filter.needsDetail() ? m_detailOf(record.id) : nullptr;
    return m_filter.matches(record, detail.get());
}

} // namespace llmproxy::ui
