// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/wire/time.h"

#include <string>
#include <string_view>

namespace llmproxy::bench {

/// What a vendor would send, byte for byte the same every time.
std::string_view completion();          // 1 KiB of JSON, keep-alive
std::string_view completionThenClose(); // the same, and the connection ends
std::string_view received();            // the short answer to an upload
std::string_view notFound();
std::string_view eventStreamHead(); // chunked

std::string json(std::string_view body);
std::string blobHead(long bytes);

/// Appends one event of 150 bytes as a chunk of its own; it carries the time it was made at.
void appendEvent(std::string &out, TimePoint now);

} // namespace llmproxy::bench
