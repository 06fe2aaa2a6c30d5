// SPDX-License-Identifier: MIT
#pragma once

#include "engine/exports/replay.h"

namespace llmproxy::exports {

// A request as a program that sends it again. Whatever bytes it has, they arrive as they were and
// nothing in them is run. Credentials are read from environment variables.

/// For a POSIX shell: a command of curl, over several lines.
QByteArray curlCommand(const Replay &replay);

/// Python 3, with its own library alone.
QByteArray pythonProgram(const Replay &replay);

/// A module of Node 18 or newer. Of a signed request only why that cannot be.
QByteArray nodeProgram(const Replay &replay);

} // namespace llmproxy::exports
