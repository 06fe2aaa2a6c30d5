// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "ui/lines.h"

#include <QWidget>

namespace llmproxy::ui {

class LinesView;
class SegmentBar;

/// What is different between two exchanges: their bodies, laid out, line by line. A window of its
/// own, which goes when it is closed.
class DiffWindow final : public QWidget
{
    Q_OBJECT

public:
    /// One side of it.
    struct Side
    {
        traffic::ExchangeRecord record;
        std::shared_ptr<const traffic::ExchangeDetail> detail; ///< null: nothing is kept
    };

    DiffWindow(Side before, Side after, QWidget *parent = nullptr);

    QString text() const;

    /// Both texts as lines; what is the same for long is folded.
    static Lines linesOf(const QString &before, const QString &after);

private:
    void refill();

    Side m_before;
    Side m_after;
    SegmentBar *m_which;
    LinesView *m_view;
};

} // namespace llmproxy::ui
