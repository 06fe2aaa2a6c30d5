// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"

namespace llmproxy::app {

/// `llm-proxy cost`: prints what the file of cost records adds up to. The file is the one named
/// on the command line, else the one that the configuration has the records written to; where
/// there is none, the history is read. Returns the exit code; errors go to standard error. Needs
/// an application object.
int printCosts(const Arguments &arguments);

} // namespace llmproxy::app
