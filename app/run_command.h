// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"

namespace llmproxy::app {

/// `llm-proxy run COMMAND`: becomes that command, with the variables set by which the vendors' SDKs
/// find the proxy. Returns only if that fails: 127 not found, 126 found but not to be executed,
/// 1 the proxy does not answer, 2 a wrong configuration; errors go to standard error. Needs an
/// application object.
int runCommand(const Arguments &arguments);

} // namespace llmproxy::app
