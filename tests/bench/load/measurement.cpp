// SPDX-License-Identifier: MIT
#include "tests/bench/load/measurement.h"

#include <algorithm>
#include <sstream>

namespace llmproxy::bench {
namespace {

constexpr std::size_t ExpectedUnits = 1'000'000;

double toMicroseconds(Duration duration)
{
    return std::chrono::duration<double, std::micro>(duration).count();
}

} // namespace

void Measurement::begin(const ProcessUsage &usage)
{
    m_latencies.reserve(ExpectedUnits);
    m_usageAtBegin = usage;
    m_begin = Clock::now();
    m_isOpen = true;
}

void Measurement::end(const ProcessUsage &usage)
{
    m_isOpen = false;
    m_usageAtEnd = usage;
    m_end = Clock::now();
}

void Measurement::countUnit(Duration latency)
{
    if (m_isOpen)
        m_latencies.push_back(latency);
}

void Measurement::setAllOpen(Duration took, const ProcessUsage &usage)
{
    m_openingTook = took;
    m_usageAllOpen = usage;
}

double Measurement::percentileMicroseconds(double share) const
{
    if (m_latencies.empty())
        return 0;
    const auto last = static_cast<double>(m_latencies.size() - 1);
    return toMicroseconds(m_latencies[static_cast<std::size_t>(share * last)]);
}

std::string Measurement::report(const ProcessUsage &atStart)
{
    std::sort(m_latencies.begin(), m_latencies.end());
    const auto units = static_cast<double>(m_latencies.size());
    const double cpu = toMicroseconds(m_usageAtEnd.cpu - m_usageAtBegin.cpu);
    std::ostringstream out;
    out << "{\"units\":" << m_latencies.size() << ",\"failures\":" << m_failures
        << ",\"units_per_second\":" << units / std::max(toSeconds(m_end - m_begin), 1e-9)
        << ",\"cpu_us_per_unit\":" << (units > 0 ? cpu / units : 0)
        << ",\"p50_us\":" << percentileMicroseconds(0.50)
        << ",\"p99_us\":" << percentileMicroseconds(0.99)
        << ",\"opening_ms\":" << toMicroseconds(m_openingTook) / 1000
        << ",\"rss_start_kib\":" << atStart.residentKib
        << ",\"rss_open_kib\":" << m_usageAllOpen.residentKib
        << ",\"rss_end_kib\":" << m_usageAtEnd.residentKib << "}";
    return out.str();
}

} // namespace llmproxy::bench
