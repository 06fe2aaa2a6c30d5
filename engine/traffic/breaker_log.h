// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/log_line.h"
#include "engine/circuit/event.h"
#include "engine/circuit/test_mode.h"

namespace llmproxy::traffic {

struct BreakerLogEntry
{
    LogLevel level = LogLevel::Info;
    LogLine line;
};

/// What the circuit breaker did, as a line of the log. What happens with each refused request is
/// for the debug level: the access log has a line of it anyway.
BreakerLogEntry entryOf(const circuit::Event &event);

/// A test mode was switched on or off.
BreakerLogEntry entryOf(const circuit::TestRule &rule, bool isOn);

} // namespace llmproxy::traffic
