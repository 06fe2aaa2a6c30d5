// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QWidget>

namespace llmproxy::ui {

/// When the limits' windows begin anew, for all scopes at once: a pie for the minute of UTC, words
/// for the minute and the day.
class WindowClock final : public QWidget
{
    Q_OBJECT

public:
    explicit WindowClock(QWidget *parent = nullptr);

    void setNow(TimePoint now);

    /// "minute resets in 00:23 · day resets in 09:56:37 (00:00 UTC, 02:00 here)".
    static QString words(TimePoint now);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    TimePoint m_now;
    QString m_words;
};

} // namespace llmproxy::ui
