// SPDX-License-Identifier: MIT
#include "engine/stats/recent_traffic.h"

#include <algorithm>
#include <cmath>

namespace llmproxy::stats {

namespace {

constexpr double StepsPerDoubling = 4;
constexpr std::size_t RingSize = RecentTraffic::SlotCount + 1; // one of them is being filled

qint64 slotOf(TimePoint at)
{
    return at.time_since_epoch() / RecentTraffic::SlotLength;
}

std::size_t placeOf(qint64 number)
{
    return static_cast<std::size_t>(number) % RingSize;
}

} // namespace

void TimeHistogram::add(Duration time)
{
    const double ms = std::max<double>(1, static_cast<double>(time.count()));
    const auto step = static_cast<std::size_t>(std::log2(ms) * StepsPerDoubling);
    ++m_counts.at(std::min(step, Steps - 1));
    ++m_total;
}

void TimeHistogram::add(const TimeHistogram &other)
{
    for (std::size_t i = 0; other.m_total > 0 && i < Steps; ++i)
        m_counts.at(i) += other.m_counts.at(i);
    m_total += other.m_total;
}

std::optional<Duration> TimeHistogram::percentile(double share) const
{
    if (m_total == 0)
        return std::nullopt;
    const auto wanted =
        std::max<quint64>(1, static_cast<quint64>(std::ceil(share * static_cast<double>(m_total))));
    quint64 sofar = 0;
    std::size_t step = 0;
    while (step + 1 < Steps && (sofar += m_counts.at(step)) < wanted)
        ++step;
    const double middle = std::exp2((static_cast<double>(step) + 0.5) / StepsPerDoubling);
    return Duration(std::llround(middle));
}

void RecentTraffic::add(Ring &ring, const Ended &ended)
{
    if (ring.empty())
        ring.resize(RingSize);
    const qint64 number = slotOf(ended.at);
    Slot &slot = ring[placeOf(number)];
    if (slot.number > number)
        return; // the clock was put back
    if (slot.number < number) {
        slot = Slot();
        slot.number = number;
    }
    ++slot.answered.at(static_cast<std::size_t>(ended.by));
    slot.failed += ended.failed ? 1 : 0;
    if (ended.firstByte)
        slot.firstByte.add(*ended.firstByte);
}

void RecentTraffic::add(const Ended &ended)
{
    add(m_all, ended);
    if (const auto known = m_providers.find(ended.provider); known != m_providers.end())
        add(*known, ended);
    else if (m_providers.size() < MaxProviders)
        add(m_providers[ended.provider], ended);
}

QList<TrafficSlot> RecentTraffic::slotsUntil(TimePoint now) const
{
    QList<TrafficSlot> made;
    made.reserve(SlotCount);
    const qint64 current = slotOf(now);
    for (qint64 number = current - SlotCount; number < current; ++number) {
        TrafficSlot one{.from = TimePoint(number * SlotLength)};
        if (!m_all.empty() && m_all[placeOf(number)].number == number) {
            const Slot &slot = m_all[placeOf(number)];
            one.answered = slot.answered;
            one.firstByteP50 = slot.firstByte.percentile(0.5);
            one.firstByteP95 = slot.firstByte.percentile(0.95);
        }
        made.append(one);
    }
    return made;
}

ProviderTraffic RecentTraffic::provider(const QByteArray &name, TimePoint now) const
{
    ProviderTraffic sum;
    const auto ring = m_providers.constFind(name);
    if (ring == m_providers.constEnd())
        return sum;
    const qint64 current = slotOf(now);
    TimeHistogram times;
    for (const Slot &slot : *ring) {
        if (slot.number < current - SlotCount || slot.number > current)
            continue;
        sum.answered += slot.answered.at(static_cast<std::size_t>(AnsweredBy::Upstream));
        sum.blocked += slot.answered.at(static_cast<std::size_t>(AnsweredBy::Breaker));
        sum.failed += slot.failed;
        times.add(slot.firstByte);
    }
    sum.firstByteP50 = times.percentile(0.5);
    return sum;
}

} // namespace llmproxy::stats
