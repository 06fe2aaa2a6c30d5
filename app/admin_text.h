// SPDX-License-Identifier: MIT
#pragma once

#include "app/exchange_text.h"

#include <QJsonArray>
#include <QJsonObject>

namespace llmproxy::app {

// What the control API answers, for people: the JSON as engine/stats/snapshot_json.h makes it.

/// `now` is for how long something has lasted or will.
QByteArray statusText(const QJsonObject &status, TimePoint now, const Display &display);
/// The circuits of a status.
QByteArray circuitsText(const QJsonObject &status, TimePoint now, const Display &display);
QByteArray limitsText(const QJsonObject &limits, const Display &display);
QByteArray testModesText(const QJsonArray &modes, TimePoint now, const Display &display);
/// Lines of problems, as from a reload; each a "file:line:column: …".
QByteArray problemsText(const QJsonArray &problems);

} // namespace llmproxy::app
