// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"

#include <QHash>
#include <QList>
#include <QPointF>

#include <optional>
#include <vector>

namespace llmproxy::ui {

/// Turns a counter that is read now and then into a rate over the last 15 minutes. What was
/// counted between two readings is spread evenly over the time between them, so a window that was
/// hidden for a while shows the mean and never a spike. Pure.
class RateHistory
{
public:
    static constexpr Duration BucketLength = std::chrono::seconds(2);
    static constexpr int BucketCount = 450;

    /// A counter that fell was restarted: counting goes on from there.
    void add(TimePoint at, qint64 counter);

    /// x: minutes before the newest finished bucket, -15…0; y: per second. Starts where the first
    /// reading was; at most `BucketCount` points.
    QList<QPointF> points() const;

    /// The newest `count` finished buckets, per second, oldest first; fewer if not yet seen.
    QList<double> newest(int count) const;

    /// Per second, over the last three finished buckets.
    double current() const;

private:
    struct Reading
    {
        TimePoint at;
        qint64 counter = 0;
    };

    void advanceTo(qint64 bucket);
    void spread(TimePoint at, qint64 counter);
    double perSecond(qint64 bucket) const;

    std::optional<Reading> m_last;
    qint64 m_first = 0;  ///< number of the oldest bucket with a reading
    qint64 m_newest = 0; ///< number of the bucket being filled
    std::vector<double> m_counts = std::vector<double>(BucketCount + 1, 0.0); ///< by number % size
};

/// The requests' rates of the engine and of each of its providers.
class RateHistories
{
public:
    void add(const stats::EngineSnapshot &snapshot);
    const RateHistory &total() const { return m_total; }
    const RateHistory &provider(const QByteArray &name) const;

private:
    RateHistory m_total;
    QHash<QByteArray, RateHistory> m_providers;
};

} // namespace llmproxy::ui
