// SPDX-License-Identifier: MIT
#pragma once

#include <QProcessEnvironment>
#include <QString>

namespace llmproxy::app {

/// Why no window can be shown, as the end of a sentence; empty if one can. Asked before an
/// application object exists, as Qt ends a process whose display does not answer. A display on
/// another machine is taken to be there.
QString missingDisplay(const QProcessEnvironment &environment);

} // namespace llmproxy::app
