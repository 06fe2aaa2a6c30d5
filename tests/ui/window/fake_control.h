// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"

#include <QHash>

namespace llmproxy {

/// An engine that is only values: what it shows is what a test or the demo put into it. It counts
/// how often it is asked.
class FakeControl final : public Control
{
public:
    std::shared_ptr<const stats::EngineSnapshot> snapshot() const override
    {
        ++snapshotCalls;
        return std::make_shared<const stats::EngineSnapshot>(state);
    }

    traffic::RecordDelta recordsSince(quint64 cursor, qsizetype max) const override
    {
        ++recordCalls;
        traffic::RecordDelta delta;
        delta.cursor = cursor;
        delta.evictedUpTo = evictedUpTo;
        // The log is in the order of changes; only the last word on a record is still true.
        for (qsizetype i = firstAfter(cursor); i < m_log.size() && delta.changed.size() < max;
             ++i) {
            delta.cursor = m_log[i].revision;
            if (m_latest.value(m_log[i].id) == m_log[i].revision)
                delta.changed.append(m_log[i]);
        }
        return delta;
    }

    QList<traffic::ExchangeRecord> recordsBefore(qint64, qsizetype) const override { return {}; }

    std::shared_ptr<const traffic::ExchangeDetail> detail(qint64 id) const override
    {
        ++detailCalls;
        return details.value(id);
    }

    void history(const traffic::HistoryQuery &, HistoryThen then) const override { then(page); }
    void storedExchange(qint64 id, StoredThen then) const override
    {
        then({.record = std::nullopt, .detail = details.value(id), .error = {}});
    }
    void purge(std::function<void(QByteArray)> then) override
    {
        ++purges;
        then({});
    }
    void pauseRecording(bool isPaused) override { state.history.paused = isPaused; }
    void forceCircuit(const circuit::Key &key, const circuit::Force &force) override
    {
        forced.append({key, force});
    }
    qint64 switchTestModeOn(const circuit::TestRule &rule) override
    {
        switchedOn.append(rule);
        state.testModes.append({switchedOn.size(),
                                circuit::textOf(rule.mode).toByteArray(),
                                circuit::textOf(rule.scope),
                                rule.by,
                                std::nullopt,
                                std::nullopt});
        return switchedOn.size();
    }
    bool switchTestModeOff(qint64 id) override
    {
        return state.testModes.removeIf([id](const stats::TestModeStatus &mode) {
            return mode.id == id;
        }) > 0;
    }

    void put(traffic::ExchangeRecord record)
    {
        record.revision = ++m_revision;
        m_latest.insert(record.id, m_revision);
        m_log.append(record);
    }

    mutable int snapshotCalls = 0;
    mutable int recordCalls = 0;
    mutable int detailCalls = 0;
    stats::EngineSnapshot state;
    QList<std::pair<circuit::Key, circuit::Force>> forced; ///< as it was asked to
    QList<circuit::TestRule> switchedOn;
    qint64 evictedUpTo = 0;
    QHash<qint64, std::shared_ptr<const traffic::ExchangeDetail>> details;
    traffic::HistoryPage page; ///< what history() answers
    int purges = 0;

private:
    qsizetype firstAfter(quint64 cursor) const
    {
        const auto later =
            std::upper_bound(m_log.begin(),
                             m_log.end(),
                             cursor,
                             [](quint64 value, const traffic::ExchangeRecord &entry) {
                                 return value < entry.revision;
                             });
        return later - m_log.begin();
    }

    QList<traffic::ExchangeRecord> m_log;
    QHash<qint64, quint64> m_latest;
    quint64 m_revision = 0;
};

} // namespace llmproxy
