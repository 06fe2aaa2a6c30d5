// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"

namespace llmproxy::app {

/// `llm-proxy estimate FILE`: prints how many input tokens the proxy would count for a request
/// with the body in that file, before its answer tells. Returns the exit code; errors go to
/// standard error. Needs an application object.
int printEstimate(const Arguments &arguments);

} // namespace llmproxy::app
