// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/limit_bar.h"
#include "ui/rows_model.h"

#include <QCoreApplication>

namespace llmproxy::ui {

/// The tables of the limits' page, from what the limiter knows. Pure.
struct LimitRows
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::LimitRows)
public:
    static QStringList scopeHeadings();
    /// A row per scope, in the snapshot's order, of that window; where the other one is nearer to
    /// its limit, and near, that one, labelled.
    static QList<Row> scopes(const ratelimit::Snapshot &limits, ratelimit::Window window);

    static QStringList denialHeadings();
    static QList<Row> denials(const ratelimit::Snapshot &limits);
    static qint64 exchangeOf(const QByteArray &denialId);

    /// Whether any scope in use has any limit.
    static bool hasLimits(const ratelimit::Snapshot &limits);
    /// How many scopes have used up a limit.
    static int rejecting(const ratelimit::Snapshot &limits);
    /// "ENFORCE · 5 scopes in use · 4,812 allowed, 62 refused today".
    static QString facts(const ratelimit::Snapshot &limits);
};

} // namespace llmproxy::ui
