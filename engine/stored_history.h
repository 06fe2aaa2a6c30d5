// SPDX-License-Identifier: MIT
#pragma once

#include "engine/engine.h"
#include "engine/history/history.h"

#include <mutex>

namespace llmproxy {

/// The history on disk where there is to be one, as the settings say. From any thread, but for
/// follow().
class StoredHistory final
{
public:
    /// `opened`: see history::History::Surroundings.
    StoredHistory(LogSink log, std::function<void(qint64 newestId)> opened);
    Q_DISABLE_COPY_MOVE(StoredHistory)

    /// By these from now on. What was stored stays where it is if there is to be none.
    void follow(const EngineSettings &settings);

    void add(const traffic::ExchangeRecord &record,
             std::shared_ptr<const traffic::ExchangeDetail> detail);
    stats::HistoryStatus status() const;
    void page(const traffic::HistoryQuery &query, Control::HistoryThen then) const;
    void find(qint64 id, Control::StoredThen then) const;
    /// What comes with an id up to `lastId` afterwards is not stored.
    void purge(qint64 lastId, std::function<void(QByteArray error)> then);
    void setPaused(bool isPaused);

private:
    std::shared_ptr<history::History> current() const;

    const LogSink m_log;
    const std::function<void(qint64)> m_opened;
    mutable std::mutex m_mutex;
    QString m_folder;
    std::shared_ptr<history::History> m_history; // guarded by m_mutex; null: none
};

} // namespace llmproxy
