// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/wire/time.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace llmproxy::bench {

/// What the measured connections do.
enum class Workload {
    Requests,       // keep-alive connections, one request after the other
    NewConnections, // a connection for every request
    Streams,        // one endless event stream per connection
    Idle,           // one request per connection, then silence
};

struct Options
{
    std::uint16_t port = 0;
    Workload workload = Workload::Requests;
    std::string path = "/openai/v1/chat/completions";
    int connections = 64;
    int silentStreams = 0;        // opened first, besides the measured connections
    double requestsPerSecond = 0; // 0: closed loop; else open loop with Poisson arrivals
    long bodyBytes = 400;
    std::chrono::microseconds eventInterval{10000};
    long eventsPerWrite = 1;
    double opensPerSecond = 2000;
    Duration warmUp{};
    Duration window{};
    Duration patience{};          // for all connections to have had their first answer
    std::vector<pid_t> processes; // whose CPU time and memory are reported
};

/// Ends the program with status 2 when the command line is wrong.
Options readOptions(int count, char **values);

} // namespace llmproxy::bench
