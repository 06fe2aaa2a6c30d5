// SPDX-License-Identifier: MIT
#pragma once

#include "ui/exchange_reading.h"

#include <QWidget>

namespace llmproxy::ui {

/// One side of the exchange that is shown. Only the tab in front is told.
class DetailTab : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString title() const = 0;

    /// What stands behind the title in the row of tabs, from the record alone; may be empty.
    virtual QString count(const traffic::ExchangeRecord & /*record*/) const { return {}; }

    /// `isOther`: not the exchange that it showed before; else it is the same, further on.
    virtual void showReading(const ExchangeReading &reading, bool isOther) = 0;
};

} // namespace llmproxy::ui
