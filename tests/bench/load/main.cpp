// SPDX-License-Identifier: MIT
#include "tests/bench/load/generator.h"
#include "tests/bench/wire/sockets.h"

#include <cstdio>

// Puts load on a proxy and prints one JSON object: units, latencies, and what the proxy's processes
// used of CPU and memory in the window.
int main(int count, char **values)
{
    llmproxy::bench::wakeUpOnTime();
    llmproxy::bench::Generator generator(llmproxy::bench::readOptions(count, values));
    const std::string report = generator.run();
    if (report.empty()) {
        std::fputs("not every connection was answered in time\n", stderr);
        return 1;
    }
    std::puts(report.c_str());
    return 0;
}
