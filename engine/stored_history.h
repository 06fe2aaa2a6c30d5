// SPDX-License-Identifier: MIT
#pragma once

#include "engine/engine.h"
#include "engine/history/history.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace llmproxy {

/// The history on disk where there is to be one, as the settings say. From any thread, but for
/// follow().
class StoredHistory final
{
public:
    StoredHistory(LogSink log, const EngineSettings &settings);
    Q_DISABLE_COPY_MOVE(StoredHistory)

    /// By these from now on. What was stored stays where it is if there is to be none.
    void follow(const EngineSettings &settings);

    /// The id that an exchange was given last: those of the exchanges that are stored go before.
    std::shared_ptr<std::atomic<qint64>> lastId() const { return m_lastId; }

    /// Stores exchanges that ended.
    std::function<void(const traffic::ExchangeRecord &,
                       std::shared_ptr<const traffic::ExchangeDetail>)>
    store();
    stats::HistoryStatus status() const;
    void page(const traffic::HistoryQuery &query, Control::HistoryThen then) const;
    void find(qint64 id, Control::StoredThen then) const;
    /// Exchanges that have begun are not stored either.
    void purge(std::function<void(QByteArray error)> then);
    void setPaused(bool isPaused);

private:
    std::shared_ptr<history::History> current() const;

    const LogSink m_log;
    const std::shared_ptr<std::atomic<qint64>> m_lastId = std::make_shared<std::atomic<qint64>>(0);
    mutable std::mutex m_mutex;
    QString m_folder;                            ///< empty: none
    std::shared_ptr<history::History> m_history; // guarded by m_mutex; null: none
};

} // namespace llmproxy
