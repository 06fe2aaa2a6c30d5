// SPDX-License-Identifier: MIT
#pragma once

#include "app/text_table.h"
#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <QTimeZone>

namespace llmproxy::app {

/// Where times are shown, and how.
struct Display
{
    QTimeZone zone;
    bool isColoured = false;
};

/// The columns of a list of exchanges, as wide as what is usual, for lists that grow.
QList<Column> exchangeColumns();
QList<Cell> exchangeCells(const traffic::ExchangeRecord &record, const Display &display);

/// Everything that is known of one exchange. `detail` may be null. Nothing in it can steer the
/// terminal; bodies are cut where they are long.
QByteArray exchangeText(const traffic::ExchangeRecord &record,
                        const traffic::ExchangeDetail *detail,
                        const Display &display);

/// "1 ms", "0.41 s", "12.3 s", "2 min 05 s", "1 h 07 min".
QString shownDuration(Duration length);
/// In the zone: "2026-01-31 13:00:00".
QString shownTime(TimePoint at, const QTimeZone &zone);

} // namespace llmproxy::app
