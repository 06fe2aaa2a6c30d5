// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/event.h"

#include <QList>

#include <utility>

namespace llmproxy::circuit {

/// A counter that goes up by one.
struct Metric
{
    QByteArray name;                               ///< "circuit.opened"
    QList<std::pair<QByteArray, QByteArray>> tags; ///< safe to send: see tagValue()

    bool operator==(const Metric &) const = default;
};

/// What an event is counted as; nullopt: not at all.
std::optional<Metric> metricOf(const Event &event);

/// A value fit for a DogStatsD tag: ',' '|' '#' and control characters become '_', at most 200
/// bytes, cut on a character's boundary; "unknown" if empty.
QByteArray tagValue(QByteArrayView value);

} // namespace llmproxy::circuit
