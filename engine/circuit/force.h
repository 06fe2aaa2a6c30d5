// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>

#include <optional>

namespace llmproxy::circuit {

/// A person's word over the breaker's own.
struct Force
{
    enum class What : quint8 { Open, Close, Probe };

    What what = What::Open;
    QByteArray by;
    /// Nullopt: as if the breaker had done it itself, so Open for one cooldown and Close until the
    /// next failures. MonotonicTime::max(): until it is lifted.
    std::optional<MonotonicTime> until = {};
};

} // namespace llmproxy::circuit
