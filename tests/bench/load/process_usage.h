// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/wire/time.h"

#include <sys/types.h>
#include <vector>

namespace llmproxy::bench {

/// What a set of processes has used so far, read from /proc.
struct ProcessUsage
{
    Duration cpu{}; // user and system of the threads alive now, to the nanosecond
    long residentKib = 0;
};

ProcessUsage usageOf(const std::vector<pid_t> &processes);

} // namespace llmproxy::bench
