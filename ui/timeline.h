// SPDX-License-Identifier: MIT
#pragma once

#include "ui/exchange_reading.h"

#include <QCoreApplication>

namespace llmproxy::ui {

/// A stretch of an exchange's time.
struct Span
{
    enum class Kind : quint8 {
        Waiting, ///< for the provider
        Failed,  ///< a try that settled nothing
        Pause,   ///< before the next try
        Streaming,
        Gap, ///< nothing came for long, while streaming
    };

    QString name;
    Duration from{};
    Duration to{};
    Kind kind = Kind::Waiting;
};

/// What the time of an exchange went into, in its order; pure. Times from the exchange's start.
struct Timeline
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::Timeline)
public:
    QList<Span> spans;
    Duration end{}; ///< of the exchange, or now
    std::optional<Duration> head;
    std::optional<Duration> firstByte;
    QList<Duration> arrivals; ///< when pieces of the answer came
    bool isDone = false;

    static Timeline of(const ExchangeReading &reading);

    /// The same as sentences, for people who cannot see.
    QString text() const;
};

} // namespace llmproxy::ui
