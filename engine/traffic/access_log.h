// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/log_line.h"
#include "engine/traffic/exchange_record.h"

namespace llmproxy::traffic {

struct AccessLogEntry
{
    LogLevel level = LogLevel::Info;
    LogLine line;
};

/// "Started request" or "Started streaming request", for the debug level.
AccessLogEntry startedEntry(const ExchangeRecord &record);

/// How it ended: "Completed request" or "Completed streaming request"; or a warning, "request
/// aborted mid-response" (or "… before response", where the client was sent no byte), when the
/// client got less than a whole answer. An error answer that the proxy made is a whole answer.
AccessLogEntry endedEntry(const ExchangeRecord &record);

} // namespace llmproxy::traffic
