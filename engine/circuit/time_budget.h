// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArrayView>

#include <optional>

namespace llmproxy::circuit {

/// What X-LLM-Proxy-Timeout-Ms asks for: the wait for an answer's head, over all attempts of one
/// request. Clamped to one second at least and `ceiling` (the header timeout) at most; nullopt if
/// it is no whole number above 0, or the ceiling is 0.
std::optional<Duration> timeBudget(QByteArrayView value, Duration ceiling);

/// Does a request that used its budget up count against the key? Only one that waited as long as
/// the proxy itself would have, or as hang_disconnect_failure_seconds (0: off) says.
bool budgetCounts(Duration budget, Duration ceiling, Duration hangDisconnect);

/// Does a caller that left count against the key: after so long a wait for a head? 0: never.
bool hangCounts(Duration waited, bool headArrived, Duration hangDisconnect);

} // namespace llmproxy::circuit
