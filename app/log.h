// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/log_line.h"

namespace llmproxy::app {

/// What is written to the log, and how.
struct LogOptions
{
    LogLevel level = LogLevel::Info;
    LogFormat format = LogFormat::Text;

    bool operator==(const LogOptions &) const = default;
};

/// From now on Qt's messages (qWarning() and so on, from any thread) go through writeLog(), the
/// category as an attribute. May be called again to change the options. Before the first call
/// writeLog() works too, with the options' defaults.
void installLog(LogOptions options);

/// Writes the line to standard error if its level is wanted: one write(2) per line, no lock, no
/// buffer. Safe from any thread. A line that standard error does not take at once where it is
/// non-blocking, is lost, so that no reader can hold the program up.
void writeLog(LogLevel level, const LogLine &line);

/// Would writeLog() write a line of that level? From any thread.
bool isLogged(LogLevel level);

} // namespace llmproxy::app
