// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/circuit/force.h"
#include "engine/circuit/test_mode.h"

#include <QByteArray>

namespace llmproxy::admin {

// What the bodies of requests say. The error is for the caller: what is wrong with it. An empty
// body is as good as `{}`.

/// `{"test_modes":[{"mode":…,"scope":…,"requests":N,"seconds":N}]}`; `scope` is "all" where it is
/// left out, and of the two limits there is one or none.
Result<circuit::TestRules, QByteArray> testRulesOf(const QByteArray &body, MonotonicTime now);

/// `{"seconds":N}`: Force::until; 0 is until it is lifted. Nullopt: not told.
Result<std::optional<MonotonicTime>, QByteArray> forcedUntil(const QByteArray &body,
                                                             MonotonicTime now);

/// `{"paused":bool}`.
Result<bool, QByteArray> isPaused(const QByteArray &body);

} // namespace llmproxy::admin
