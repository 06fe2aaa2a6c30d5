// SPDX-License-Identifier: MIT
#include "ui/rate_history.h"

#include <algorithm>

namespace llmproxy::ui {
namespace {

constexpr qint64 BucketMs = RateHistory::BucketLength.count();

qint64 bucketOf(TimePoint at)
{
    return at.time_since_epoch().count() / BucketMs;
}

} // namespace

void RateHistory::add(TimePoint at, qint64 counter)
{
    if (!m_last || at < m_last->at) {
        m_first = m_newest = bucketOf(at);
        std::fill(m_counts.begin(), m_counts.end(), 0.0);
        m_last = Reading{at, counter};
        return;
    }
    if (at == m_last->at)
        return;
    advanceTo(bucketOf(at));
    if (counter >= m_last->counter)
        spread(at, counter);
    m_last = Reading{at, counter};
}

void RateHistory::spread(TimePoint at, qint64 counter)
{
    const qint64 from = m_last->at.time_since_epoch().count();
    const qint64 to = at.time_since_epoch().count();
    const double perMs =
        static_cast<double>(counter - m_last->counter) / static_cast<double>(to - from);
    const qint64 oldestKept = m_newest - BucketCount;
    for (qint64 bucket = std::max(bucketOf(m_last->at), oldestKept); bucket <= m_newest; ++bucket) {
        const qint64 overlap =
            std::min(to, (bucket + 1) * BucketMs) - std::max(from, bucket * BucketMs);
        m_counts[static_cast<std::size_t>(bucket) % m_counts.size()] +=
            perMs * static_cast<double>(overlap);
    }
}

void RateHistory::advanceTo(qint64 bucket)
{
    const qint64 firstNew = std::max(m_newest + 1, bucket - BucketCount);
    for (qint64 fresh = firstNew; fresh <= bucket; ++fresh)
        m_counts[static_cast<std::size_t>(fresh) % m_counts.size()] = 0.0;
    m_newest = bucket;
    m_first = std::max(m_first, m_newest - BucketCount);
}

double RateHistory::perSecond(qint64 bucket) const
{
    return m_counts[static_cast<std::size_t>(bucket) % m_counts.size()] * 1000
           / static_cast<double>(BucketMs);
}

QList<QPointF> RateHistory::points() const
{
    QList<QPointF> points;
    points.reserve(BucketCount);
    for (qint64 bucket = m_first; m_last && bucket < m_newest; ++bucket) {
        const auto age = static_cast<double>((m_newest - 1 - bucket) * BucketMs);
        points.append({-age / 60'000, perSecond(bucket)});
    }
    return points;
}

QList<double> RateHistory::newest(int count) const
{
    QList<double> rates;
    for (qint64 bucket = std::max(m_first, m_newest - count); m_last && bucket < m_newest; ++bucket)
        rates.append(perSecond(bucket));
    return rates;
}

double RateHistory::current() const
{
    const QList<double> rates = newest(3);
    if (rates.isEmpty())
        return 0;
    double sum = 0;
    for (const double rate : rates)
        sum += rate;
    return sum / static_cast<double>(rates.size());
}

void RateHistories::add(const stats::EngineSnapshot &snapshot)
{
    m_total.add(snapshot.at, snapshot.totals.requests);
    for (const stats::ProviderStatus &provider : snapshot.providers)
        m_providers[provider.name].add(snapshot.at, provider.requests);
}

const RateHistory &RateHistories::provider(const QByteArray &name) const
{
    static const RateHistory unseen;
    const auto found = m_providers.constFind(name);
    return found == m_providers.constEnd() ? unseen : *found;
}

} // namespace llmproxy::ui
