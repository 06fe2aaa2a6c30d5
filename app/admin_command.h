// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"

namespace llmproxy::app {

/// The commands that ask a running gateway, or tell it something. Returns the exit code; errors go
/// to standard error. Needs an application object.
int runAdmin(const Arguments &arguments);

} // namespace llmproxy::app
