// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/load/process_usage.h"
#include "tests/bench/wire/time.h"

#include <string>
#include <vector>

namespace llmproxy::bench {

/// Counts units (requests or events) and their latencies while the window is open.
class Measurement
{
public:
    /// Opens the window; from here on units count.
    void begin(const ProcessUsage &usage);
    void end(const ProcessUsage &usage);
    bool isOpen() const { return m_isOpen; }

    void countUnit(Duration latency);
    void countFailure() { ++m_failures; }
    void setAllOpen(Duration took, const ProcessUsage &usage);

    /// One JSON object. `atStart` is the usage before the first connection.
    std::string report(const ProcessUsage &atStart);

private:
    double percentileMicroseconds(double share) const;

    bool m_isOpen = false;
    TimePoint m_begin;
    TimePoint m_end;
    ProcessUsage m_usageAtBegin;
    ProcessUsage m_usageAtEnd;
    ProcessUsage m_usageAllOpen;
    Duration m_openingTook{};
    long m_failures = 0;
    std::vector<Duration> m_latencies; // sorted by report()
};

} // namespace llmproxy::bench
