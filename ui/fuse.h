// SPDX-License-Identifier: MIT
#pragma once

#include <QPointF>
#include <QRectF>

class QPainter;

namespace llmproxy::ui {

struct Shades;

/// A breaker as a fuse: a pip for each failure that it takes to open it, filled where one is
/// remembered. From MaxPips on a bar stands for them.
struct Fuse
{
    static constexpr int MaxPips = 12;

    int blown = 0;
    int threshold = 0;

    bool operator==(const Fuse &) const = default;

    double width() const;
    /// The pip under a point of `box`, from the left; -1: none, or there are no pips.
    int pipAt(const QRectF &box, const QPointF &point) const;
    void paint(QPainter &painter, const QRectF &box, const Shades &shades) const;
};

} // namespace llmproxy::ui
