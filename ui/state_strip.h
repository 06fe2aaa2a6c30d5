// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "ui/state_painter.h"

#include <QList>

namespace llmproxy::ui {

struct Shades;

/// A state over some time: from then until the next band, or until the strip ends.
struct Band
{
    TimePoint from = {};
    ShownState state = ShownState::NoData;

    bool operator==(const Band &) const = default;
};

/// States over time as one line. Height and texture tell them apart without colour: closed is low,
/// half-open hatched, open and forced are tall, no data is dotted.
struct StateStrip
{
    TimePoint from = {};
    TimePoint to = {};
    QList<Band> bands = {}; ///< in time order; the first may begin before `from`

    bool operator==(const StateStrip &) const = default;
    void paint(QPainter &painter, const QRectF &box, const Shades &shades) const;
};

/// Fills a box with strokes at a slope: finer than a brush's, so that they show in short pieces.
void paintHatched(QPainter &painter, const QRectF &box, const QColor &color);

} // namespace llmproxy::ui
