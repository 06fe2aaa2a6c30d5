// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"

namespace llmproxy::app {

/// `llm-proxy connect [CLIENT]`: prints what points a client at the proxy, or writes it into the
/// client's file, or takes that back. Before a file is changed the user is asked, and its content
/// is kept beside it as "<file>.before-llm-proxy" until --undo. Returns the exit code; errors go to
/// standard error. Needs an application object.
int connectClient(const Arguments &arguments);

} // namespace llmproxy::app
