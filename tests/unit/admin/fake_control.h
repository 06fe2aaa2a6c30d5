// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "engine/traffic/live_window.h"

namespace llmproxy::test {

/// An engine that holds what a test gives it.
class FakeControl final : public Control
{
public:
    stats::EngineSnapshot state;
    traffic::LiveWindow window{1000, qint64(1) << 20};
    traffic::HistoryPage page;      ///< what history() answers
    traffic::StoredExchange stored; ///< what storedExchange() answers

    void put(qint64 id, int status = 200)
    {
        traffic::ExchangeRecord record;
        record.id = id;
        record.status = status;
        window.put(std::move(record));
    }

    std::shared_ptr<const stats::EngineSnapshot> snapshot() const override
    {
        return std::make_shared<const stats::EngineSnapshot>(state);
    }
    traffic::RecordDelta recordsSince(quint64 cursor, qsizetype max) const override
    {
        return window.since(cursor, max);
    }
    QList<traffic::ExchangeRecord> recordsBefore(qint64 id, qsizetype max) const override
    {
        return window.before(id, max);
    }
    std::shared_ptr<const traffic::ExchangeDetail> detail(qint64 id) const override
    {
        return window.detail(id);
    }
    void history(const traffic::HistoryQuery &, HistoryThen then) const override { then(page); }
    void storedExchange(qint64, StoredThen then) const override { then(stored); }
    void purge(std::function<void(QByteArray)> then) override { then({}); }
    void pauseRecording(bool isPaused) override { state.history.paused = isPaused; }
    void forceCircuit(const circuit::Key &, const circuit::Force &) override {}
    qint64 switchTestModeOn(const circuit::TestRule &) override { return 0; }
    bool switchTestModeOff(qint64) override { return false; }
};

} // namespace llmproxy::test
