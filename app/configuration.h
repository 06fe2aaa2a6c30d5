// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"
#include "app/config_files.h"
#include "app/log.h"
#include "engine/config/config.h"
#include "engine/config/problem.h"

namespace llmproxy::app {

/// What the command line asks of the configuration, in the surroundings of this process. Needs an
/// application object, to find the files that are installed with the program.
ConfigRequest configRequest(const Arguments &arguments);

LogOptions logOptions(const config::Logging &logging);

/// One line each, errors as errors, warnings as warnings.
void logProblems(const config::Problems &problems);

} // namespace llmproxy::app
