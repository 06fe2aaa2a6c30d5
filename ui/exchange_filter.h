// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/filter.h"

#include <QSortFilterProxyModel>

#include <functional>
#include <memory>

namespace llmproxy::ui {

class ExchangeTable;

/// The rows of the live list that a filter means (docs/filter.md), in the list's order.
class ExchangeFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    /// What is kept of an exchange besides its record; null: nothing.
    using DetailOf = std::function<std::shared_ptr<const traffic::ExchangeDetail>(qint64 id)>;

    /// `table` must outlive the filter.
    ExchangeFilter(ExchangeTable *table, DetailOf detailOf, QObject *parent);

    /// An empty text shows every row. One that is wrong changes nothing: the last that was right
    /// stays in force.
    std::optional<traffic::FilterError> setText(const QString &text, TimePoint now);
    /// Lets go what has become too old for a filter such as `since:15s`.
    void refresh(TimePoint now);

    QString text() const { return m_text; } ///< of the filter in force, without blanks around it
    QString sentence() const { return m_filter.sentence(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    ExchangeTable *m_table;
    DetailOf m_detailOf;
    QString m_text;
    traffic::Filter m_filter;
};

} // namespace llmproxy::ui
