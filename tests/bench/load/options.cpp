// SPDX-License-Identifier: MIT
#include "tests/bench/load/options.h"

#include "tests/bench/wire/arguments.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

namespace llmproxy::bench {
namespace {

Workload workloadNamed(const std::string &name)
{
    static const std::map<std::string, Workload> workloads{
        {"requests", Workload::Requests},
        {"new-connections", Workload::NewConnections},
        {"streams", Workload::Streams},
        {"idle", Workload::Idle},
    };
    const auto found = workloads.find(name);
    if (found == workloads.end()) {
        std::fprintf(stderr, "unknown workload: %s\n", name.c_str());
        std::_Exit(2);
    }
    return found->second;
}

std::vector<pid_t> processList(const std::string &text)
{
    std::vector<pid_t> processes;
    std::istringstream stream(text);
    for (std::string number; std::getline(stream, number, ',');)
        processes.push_back(static_cast<pid_t>(std::strtol(number.c_str(), nullptr, 10)));
    return processes;
}

} // namespace

Options readOptions(int count, char **values)
{
    Arguments arguments(count, values);
    Options options;
    options.port = static_cast<std::uint16_t>(arguments.takeNumber("port", 0));
    options.workload = workloadNamed(arguments.takeText("workload", "requests"));
    options.path = arguments.takeText("path", options.path);
    options.connections =
        static_cast<int>(arguments.takeNumber("connections", options.connections));
    options.silentStreams = static_cast<int>(arguments.takeNumber("silent-streams", 0));
    options.requestsPerSecond = arguments.takeReal("rate", 0);
    options.bodyBytes = arguments.takeNumber("body-bytes", options.bodyBytes);
    options.eventInterval = std::chrono::microseconds(
        arguments.takeNumber("interval-us", options.eventInterval.count()));
    options.eventsPerWrite = arguments.takeNumber("events-per-write", 1);
    options.opensPerSecond = arguments.takeReal("open-rate", options.opensPerSecond);
    options.warmUp = fromSeconds(arguments.takeReal("warm-up", 0.5));
    options.window = fromSeconds(arguments.takeReal("window", 2));
    options.patience = fromSeconds(arguments.takeReal("patience", 20));
    options.processes = processList(arguments.takeText("processes"));
    arguments.rejectTheRest();
    return options;
}

} // namespace llmproxy::bench
