// SPDX-License-Identifier: MIT
#include "tests/bench/load/process_usage.h"

#include <filesystem>
#include <fstream>
#include <string>

namespace llmproxy::bench {
namespace {

namespace fs = std::filesystem;

Duration cpuOf(const fs::path &process)
{
    Duration sum{};
    std::error_code gone;
    for (const fs::directory_entry &task : fs::directory_iterator(process / "task", gone)) {
        std::ifstream file(task.path() / "schedstat");
        Duration::rep nanoseconds = 0;
        if (file >> nanoseconds)
            sum += Duration(nanoseconds);
    }
    return sum;
}

// smaps_rollup counts the pages; the RSS in stat and status may be off by some hundred KiB.
long residentKibOf(const fs::path &process)
{
    std::ifstream file(process / "smaps_rollup");
    for (std::string word; file >> word;) {
        long kib = 0;
        if (word == "Rss:" && file >> kib)
            return kib;
    }
    return 0;
}

} // namespace

ProcessUsage usageOf(const std::vector<pid_t> &processes)
{
    ProcessUsage usage;
    for (const pid_t id : processes) {
        const fs::path process = fs::path("/proc") / std::to_string(id);
        usage.cpu += cpuOf(process);
        usage.residentKib += residentKibOf(process);
    }
    return usage;
}

} // namespace llmproxy::bench
