// SPDX-License-Identifier: MIT
#include "engine/stored_history.h"

#include "engine/net/clock.h"

#include <utility>

namespace llmproxy {

namespace {

const QByteArray NoHistory = "no history is kept on disk (traffic.store)";

history::Limits limitsOf(const config::Traffic &traffic)
{
    return {.maxBytes = qint64(traffic.maxDiskMiB) << 20,
            .maxAge = std::chrono::duration_cast<Duration>(traffic.maxAge),
            .fullText = traffic.fullText};
}

} // namespace

StoredHistory::StoredHistory(LogSink log, std::function<void(qint64)> opened)
    : m_log(std::move(log))
    , m_opened(std::move(opened))
{}

void StoredHistory::follow(const EngineSettings &settings)
{
    const history::Limits limits = limitsOf(settings.config->traffic);
    if (settings.historyFolder == m_folder) {
        if (const auto history = current())
            history->setLimits(limits);
        return;
    }
    m_folder = settings.historyFolder;
    std::shared_ptr<history::History> made;
    if (!m_folder.isEmpty())
        made = std::make_shared<history::History>(
            m_folder,
            limits,
            history::History::Surroundings{m_log, [] { return net::wallClock(); }, m_opened});
    const std::lock_guard lock(m_mutex);
    m_history.swap(made);
}

void StoredHistory::add(const traffic::ExchangeRecord &record,
                        std::shared_ptr<const traffic::ExchangeDetail> detail)
{
    if (const auto history = current())
        history->add({record, std::move(detail)});
}

stats::HistoryStatus StoredHistory::status() const
{
    const auto history = current();
    return history ? history->status() : stats::HistoryStatus{};
}

void StoredHistory::page(const traffic::HistoryQuery &query, Control::HistoryThen then) const
{
    if (const auto history = current())
        return history->page(query, std::move(then));
    then({.records = {}, .next = 0, .error = NoHistory});
}

void StoredHistory::find(qint64 id, Control::StoredThen then) const
{
    if (const auto history = current())
        return history->find(id, std::move(then));
    then({.record = std::nullopt, .detail = {}, .error = NoHistory});
}

void StoredHistory::purge(qint64 lastId, std::function<void(QByteArray)> then)
{
    if (const auto history = current())
        return history->purge(lastId, std::move(then));
    then({}); // there is nothing
}

void StoredHistory::setPaused(bool isPaused)
{
    if (const auto history = current())
        history->setPaused(isPaused);
}

std::shared_ptr<history::History> StoredHistory::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_history;
}

} // namespace llmproxy
