// SPDX-License-Identifier: MIT
#include "engine/circuit/escalation.h"

namespace llmproxy::circuit {

bool endsRun(FailureClass failure)
{
    return failure != FailureClass::GlobalRateLimit && failure != FailureClass::QuotaExceeded;
}

GlobalLimitRun
continued(const std::optional<GlobalLimitRun> &run, Duration window, MonotonicTime now)
{
    const bool goesOn = run && now - run->latest <= window;
    return {goesOn ? run->start : now, now};
}

bool isSustained(const GlobalLimitRun &run, Duration window, MonotonicTime now)
{
    return now - run.start >= window;
}

} // namespace llmproxy::circuit
