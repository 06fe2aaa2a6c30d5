// SPDX-License-Identifier: MIT
#pragma once

namespace llmproxy::app {

/// Lets no core dump of this process be written: its memory holds the keys of all callers.
void forbidCoreDumps();

/// Raises the soft limit of open files to the hard one, or as near as the system allows: each
/// exchange takes two sockets, and the usual soft limit is 1024.
void raiseOpenFileLimit();

/// A write to a connection that the peer has closed is an error code, not the end of the process.
void ignoreBrokenPipes();

} // namespace llmproxy::app
