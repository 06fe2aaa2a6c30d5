// SPDX-License-Identifier: MIT
#pragma once

#include "ui/exchange_reading.h"
#include "ui/lines.h"

#include <QCoreApplication>

namespace llmproxy::ui {

/// Heads as lines, with what was changed marked: pure.
struct HeadLines
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::HeadLines)
public:
    static Lines of(const ExchangeReading &reading);

    /// Did the body pass unchanged? In words, with the proof.
    static QString fidelity(const traffic::Body &body);
};

} // namespace llmproxy::ui
