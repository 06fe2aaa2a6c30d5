// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/recent_traffic.h"

#include <QList>
#include <QPointF>

namespace llmproxy::ui {

/// Curves over the last 15 minutes, for LineChart. Pure.
struct TrafficCurves
{
    /// Who answered, in the order of the lines.
    static constexpr std::array Shown{stats::AnsweredBy::Upstream,
                                      stats::AnsweredBy::Breaker,
                                      stats::AnsweredBy::Limit,
                                      stats::AnsweredBy::TestMode};

    /// Answers per second, a line for each of Shown; empty, but for the first, where there are
    /// none.
    static QList<QList<QPointF>> answers(const QList<stats::TrafficSlot> &slotList);
    /// Seconds to the first byte of streams, p50 and p95; without a point where nothing streamed.
    static QList<QList<QPointF>> firstByte(const QList<stats::TrafficSlot> &slotList);
    /// How many each of Shown answered.
    static QList<qint64> sums(const QList<stats::TrafficSlot> &slotList);
};

} // namespace llmproxy::ui
