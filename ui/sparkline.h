// SPDX-License-Identifier: MIT
#pragma once

#include <QList>

class QPainter;
class QRectF;

namespace llmproxy::ui {

struct Shades;

/// A small curve without axes. `values`, oldest first, end at the right; `capacity` of them fill
/// the box, so a young curve begins where its time began. The scale reaches at least to 1.
void paintSparkline(QPainter &painter,
                    const QRectF &box,
                    const QList<double> &values,
                    int capacity,
                    const Shades &shades);

} // namespace llmproxy::ui
