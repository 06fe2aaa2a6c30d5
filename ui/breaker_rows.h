// SPDX-License-Identifier: MIT
#pragma once

#include "ui/circuit_view.h"
#include "ui/rows_model.h"

namespace llmproxy::ui {

/// The tables of the breakers' page, from what is shown of circuits. Pure.
struct BreakerRows
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::BreakerRows)
public:
    static QStringList keyHeadings();
    /// Their ids are the circuits' names, circuit::textOf().
    static QList<Row>
    keys(const QList<KeyView> &keys, const stats::EngineSnapshot &snapshot, Duration span);

    static QStringList eventHeadings();
    static QList<Row> events(const QList<CircuitEventView> &events);
    static qint64 exchangeOf(const QByteArray &eventId); ///< 0: of none

    /// "ENFORCE · threshold 5 in 120 s · cooldown 300 s · …".
    static QString facts(const stats::CircuitFacts &facts);
    static QString json(const KeyView &key);
};

} // namespace llmproxy::ui
