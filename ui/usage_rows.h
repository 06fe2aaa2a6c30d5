// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/rows_model.h"

#include <QCoreApplication>

namespace llmproxy::ui {

/// The tables of the usage page. What has no price is counted beside a sum and never as 0. Pure.
struct UsageRows
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::UsageRows)
public:
    enum class By { Model, Provider, Key, User, Day };

    static QStringList headings(By by);
    /// The dearest first; days: the latest first.
    static QList<Row> rows(const stats::Costs &costs, By by);
    /// Of a row by its id; an empty id or one that is not there: of all.
    static stats::CostTotals totalsOf(const stats::Costs &costs, By by, const QByteArray &id);

    static QStringList arithmeticHeadings();
    /// tokens × average price = cost, a row per class with tokens, and the sum.
    static QList<Row> arithmetic(const stats::CostTotals &totals);

    /// "$14.21", "$14.21 (38 unpriced)", "– (38 unpriced)" where nothing has a price.
    static QString cost(const stats::CostTotals &totals);
    static QString unpriced(qint64 count); ///< "(38 unpriced)"; empty for 0
    /// The share of input that came from the cache, "61 %"; empty without input.
    static QString cacheShare(const stats::CostTotals &totals);
    static qint64 allInput(const stats::CostTotals &totals);
    static qint64 allOutput(const stats::CostTotals &totals);
    static stats::CostTotals today(const stats::EngineSnapshot &snapshot);
};

} // namespace llmproxy::ui
