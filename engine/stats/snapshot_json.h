// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"

#include <QJsonArray>
#include <QJsonObject>

namespace llmproxy::stats {

// The snapshot as JSON, for scripts: names in snake_case, times ISO 8601 in UTC, amounts USD. What
// is absent has no key.

QJsonObject toJson(const EngineSnapshot &snapshot);
QJsonArray toJson(const QList<TestModeStatus> &modes);
QJsonObject toJson(const circuit::KeyStatus &key);
/// `now`: what is left of a window is told too.
QJsonObject toJson(const ratelimit::Snapshot &limits, TimePoint now);

/// "2026-01-31T09:00:00.000Z".
QString isoTime(TimePoint time);

} // namespace llmproxy::stats
