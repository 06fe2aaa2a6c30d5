// SPDX-License-Identifier: MIT
#pragma once

#include "ui/exchange_reading.h"
#include "ui/lines.h"

#include <QCoreApplication>

namespace llmproxy::ui {

/// What was said, as lines: pure, and plain text whatever the bodies hold.
struct Conversation
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::Conversation)
public:
    /// What was asked: the system's word, tools, settings, turns.
    static Lines asked(const ExchangeReading &reading);

    /// What was answered so far, and how it ended.
    static Lines answered(const ExchangeReading &reading);

    /// Why a body is not there, or not all of it; empty: it was read.
    static QString missing(const ExchangeReading &reading, bool isRequest);
};

} // namespace llmproxy::ui
