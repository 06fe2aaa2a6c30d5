// SPDX-License-Identifier: MIT
#pragma once

#include "ui/timeline.h"

#include <QWidget>

namespace llmproxy::ui {

/// Draws a timeline: a bar for each stretch, one below the other, and below them a tick for each
/// piece of the answer. Stretches differ in texture as well as in colour.
class Waterfall final : public QWidget
{
    Q_OBJECT

public:
    explicit Waterfall(QWidget *parent = nullptr);

    void setTimeline(const Timeline &timeline);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Room;

    void paintScale(QPainter &painter, const Room &room) const;
    void paintSpan(QPainter &painter, const Room &room, const Span &span, int row) const;
    void paintArrivals(QPainter &painter, const Room &room, int row) const;
    int rowHeight() const;

    Timeline m_timeline;
};

} // namespace llmproxy::ui
