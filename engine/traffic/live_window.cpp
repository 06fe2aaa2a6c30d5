// SPDX-License-Identifier: MIT
#include "engine/traffic/live_window.h"

#include <algorithm>

namespace llmproxy::traffic {

LiveWindow::LiveWindow(qsizetype capacity)
    : m_capacity(static_cast<std::size_t>(capacity))
{}

void LiveWindow::put(ExchangeRecord record)
{
    if (record.id <= m_newest - static_cast<qint64>(m_capacity))
        return;
    m_newest = std::max(m_newest, record.id);
    record.revision = ++m_revision;
    const std::size_t place = static_cast<std::size_t>(record.id) % m_capacity;
    if (place >= m_ring.size())
        m_ring.resize(place + 1); // an idle program keeps no memory for records to come
    m_ring[place] = std::move(record);
}

const ExchangeRecord *LiveWindow::find(qint64 id) const
{
    const std::size_t place = static_cast<std::size_t>(id) % m_capacity;
    if (id <= 0 || place >= m_ring.size() || m_ring[place].id != id)
        return nullptr;
    return &m_ring[place];
}

RecordDelta LiveWindow::since(quint64 cursor, qsizetype max) const
{
    RecordDelta delta;
    delta.evictedUpTo = std::max<qint64>(0, m_newest - static_cast<qint64>(m_capacity));
    delta.cursor = cursor;
    if (m_revision == cursor)
        return delta;
    std::vector<const ExchangeRecord *> changed;
    for (const ExchangeRecord &record : m_ring) {
        if (record.revision > cursor)
            changed.push_back(&record);
    }
    const auto byRevision = [](const ExchangeRecord *a, const ExchangeRecord *b) {
        return a->revision < b->revision;
    };
    std::sort(changed.begin(), changed.end(), byRevision);
    changed.resize(std::min(changed.size(), static_cast<std::size_t>(max)));
    for (const ExchangeRecord *const record : changed)
        delta.changed.append(*record);
    if (!changed.empty())
        delta.cursor = changed.back()->revision;
    return delta;
}

} // namespace llmproxy::traffic
