// SPDX-License-Identifier: MIT
#include "engine/traffic/live_window.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace llmproxy::traffic {

LiveWindow::LiveWindow(qsizetype capacity, qint64 detailBytes)
    : m_capacity(static_cast<std::size_t>(capacity))
    , m_budget(detailBytes)
{}

void LiveWindow::goOnBehind(qint64 id)
{
    m_base = id;
    m_newest = id;
    m_clearedUpTo = id;
    m_oldestDetail = id + 1;
}

// By an id's distance from the first, so that the ring grows with what it holds.
std::size_t LiveWindow::placeOf(qint64 id) const
{
    return static_cast<std::size_t>(id - m_base) % m_capacity;
}

void LiveWindow::put(ExchangeRecord &&record)
{
    if (record.id <= m_newest - static_cast<qint64>(m_capacity) || record.id <= m_clearedUpTo)
        return;
    m_newest = std::max(m_newest, record.id);
    record.revision = ++m_revision;
    const std::size_t place = placeOf(record.id);
    // It grows with what comes: an idle program keeps no memory for records to come.
    if (place > m_ring.size())
        m_ring.resize(place);
    if (place == m_ring.size()) {
        m_ring.emplace_back(std::move(record));
        return;
    }
    Entry &entry = m_ring[place];
    if (entry.record.id != record.id)
        forget(entry);
    entry.record = std::move(record);
}

void LiveWindow::putDetail(qint64 id, std::shared_ptr<const ExchangeDetail> detail)
{
    Entry *const kept = entry(id);
    if (kept == nullptr)
        return;
    forget(*kept);
    kept->weight = detail->weight();
    kept->detail = std::move(detail);
    m_weight += kept->weight;
    m_oldestDetail = std::min(m_oldestDetail, id);
    keepToBudget();
}

void LiveWindow::setDetailBytes(qint64 bytes)
{
    m_budget = bytes;
    keepToBudget();
}

void LiveWindow::clear()
{
    m_ring.clear();
    m_clearedUpTo = m_newest;
    m_oldestDetail = m_newest + 1;
    m_weight = 0;
}

LiveWindow::Entry *LiveWindow::entry(qint64 id)
{
    const std::size_t place = placeOf(id);
    if (id <= m_base || place >= m_ring.size() || m_ring[place].record.id != id)
        return nullptr;
    return &m_ring[place];
}

void LiveWindow::forget(Entry &entry)
{
    m_weight -= std::exchange(entry.weight, 0);
    entry.detail.reset();
}

void LiveWindow::keepToBudget()
{
    while (m_weight > m_budget && m_oldestDetail <= m_newest) {
        if (Entry *const oldest = entry(m_oldestDetail++))
            forget(*oldest);
    }
}

const ExchangeRecord *LiveWindow::find(qint64 id) const
{
    const Entry *const kept = const_cast<LiveWindow *>(this)->entry(id);
    return kept == nullptr ? nullptr : &kept->record;
}

std::shared_ptr<const ExchangeDetail> LiveWindow::detail(qint64 id) const
{
    const Entry *const kept = const_cast<LiveWindow *>(this)->entry(id);
    return kept == nullptr ? nullptr : kept->detail;
}

QList<ExchangeRecord> LiveWindow::before(qint64 id, qsizetype max) const
{
    QList<ExchangeRecord> records;
    const qint64 gone = std::max(m_newest - static_cast<qint64>(m_capacity), m_clearedUpTo);
    for (qint64 next = std::min(id - 1, m_newest); next > gone && records.size() < max; --next) {
        if (const ExchangeRecord *const record = find(next))
            records.append(*record);
    }
    return records;
}

RecordDelta LiveWindow::since(quint64 cursor, qsizetype max) const
{
    RecordDelta delta;
    delta.evictedUpTo =
        std::max({qint64(0), m_newest - static_cast<qint64>(m_capacity), m_clearedUpTo});
    delta.cursor = cursor;
    if (max == 0)
        delta.cursor = m_revision;
    if (max == 0 || m_revision == cursor)
        return delta;
    std::vector<const ExchangeRecord *> changed;
    for (const Entry &entry : m_ring) {
        if (entry.record.revision > cursor)
            changed.push_back(&entry.record);
    }
    const auto byRevision = [](const ExchangeRecord *a, const ExchangeRecord *b) {
        return a->revision < b->revision;
    };
    const auto end = changed.begin() + std::min<std::ptrdiff_t>(std::ssize(changed), max);
    std::partial_sort(changed.begin(), end, changed.end(), byRevision);
    changed.erase(end, changed.end());
    for (const ExchangeRecord *const record : changed)
        delta.changed.append(*record);
    if (!changed.empty())
        delta.cursor = changed.back()->revision;
    return delta;
}

} // namespace llmproxy::traffic
