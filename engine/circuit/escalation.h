// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/outcome.h"

namespace llmproxy::circuit {

/// An unbroken run of global rate limits of one key, over any number of requests. Any other class
/// of answer ends it: keep no value then.
struct GlobalLimitRun
{
    MonotonicTime start;
    MonotonicTime latest;

    bool operator==(const GlobalLimitRun &) const = default;
};

/// Does an attempt of this class end a run? QuotaExceeded says nothing, one caller's account alone.
bool endsRun(FailureClass failure);

/// One more global rate limit. A gap longer than `window` begins a new run.
GlobalLimitRun
continued(const std::optional<GlobalLimitRun> &run, Duration window, MonotonicTime now);

/// Has it lasted for `window`? Then a global rate limit counts as a degraded provider.
bool isSustained(const GlobalLimitRun &run, Duration window, MonotonicTime now);

} // namespace llmproxy::circuit
