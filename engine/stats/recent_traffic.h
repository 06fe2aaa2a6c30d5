// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <array>
#include <optional>
#include <vector>

namespace llmproxy::stats {

/// Who made an answer. The gateway makes 503s and 429s of its own, so a status alone does not say.
enum class AnsweredBy : quint8 { Upstream, Breaker, Limit, TestMode, Gateway };
inline constexpr std::size_t AnsweredByCount = 5;

/// An exchange that has ended, as far as it is counted here.
struct Ended
{
    TimePoint at = {};
    QByteArray provider = {};
    AnsweredBy by = AnsweredBy::Upstream;
    bool failed = false;                    ///< by the upstream
    std::optional<Duration> firstByte = {}; ///< of an answer that streamed
};

/// What ended within a few seconds.
struct TrafficSlot
{
    TimePoint from = {};
    std::array<qint64, AnsweredByCount> answered = {}; ///< by AnsweredBy
    std::optional<Duration> firstByteP50 = {};         ///< none: nothing streamed
    std::optional<Duration> firstByteP95 = {};

    bool operator==(const TrafficSlot &) const = default;
};

/// A provider over all slots.
struct ProviderTraffic
{
    qint64 answered = 0; ///< upstream
    qint64 failed = 0;   ///< of these
    qint64 blocked = 0;  ///< by the breaker
    std::optional<Duration> firstByteP50 = {};

    bool operator==(const ProviderTraffic &) const = default;
};

/// How many of which times there were, to within a tenth: four steps to a doubling, from 1 ms to
/// two minutes.
class TimeHistogram
{
public:
    void add(Duration time);
    void add(const TimeHistogram &other);
    /// `share` of 1; the middle of its step. None without a time.
    std::optional<Duration> percentile(double share) const;

private:
    static constexpr std::size_t Steps = 68;

    std::array<quint32, Steps> m_counts{};
    quint64 m_total = 0;
};

/// The last 15 minutes, in slots. Bounded: providers beyond MaxProviders count in the sum alone.
/// One thread at a time.
class RecentTraffic
{
public:
    static constexpr Duration SlotLength = std::chrono::seconds(5);
    static constexpr int SlotCount = 180;
    static constexpr qsizetype MaxProviders = 32;

    void add(const Ended &ended);

    /// Oldest first, up to the last one that is over at `now`; always SlotCount.
    QList<TrafficSlot> slotsUntil(TimePoint now) const;
    ProviderTraffic provider(const QByteArray &name, TimePoint now) const;

private:
    struct Slot
    {
        qint64 number = -1; ///< since 1970
        std::array<qint64, AnsweredByCount> answered{};
        qint64 failed = 0;
        TimeHistogram firstByte;
    };
    using Ring = std::vector<Slot>; ///< by number modulo SlotCount + 1

    static void add(Ring &ring, const Ended &ended);

    Ring m_all;
    QHash<QByteArray, Ring> m_providers;
};

} // namespace llmproxy::stats
