// SPDX-License-Identifier: MIT
#pragma once

#include "ui/lines_view.h"

#include <QMouseEvent>

namespace llmproxy::ui {

/// The room at the left of the text, for labels and the arrows of what folds.
class LinesView::Gutter final : public QWidget
{
public:
    explicit Gutter(LinesView *view)
        : QWidget(view)
        , m_view(view)
    {}

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintGutter(event); }
    void mousePressEvent(QMouseEvent *event) override
    {
        m_view->toggleAt(event->position().toPoint().y());
    }
    void wheelEvent(QWheelEvent *event) override { m_view->wheelEvent(event); }

private:
    LinesView *m_view;
};

} // namespace llmproxy::ui
