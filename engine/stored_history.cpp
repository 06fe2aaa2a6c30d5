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

void raise(std::atomic<qint64> &value, qint64 least)
{
    qint64 current = value.load();
    while (current < least && !value.compare_exchange_weak(current, least)) {
    }
}

} // namespace

StoredHistory::StoredHistory(LogSink log, const EngineSettings &settings)
    : m_log(std::move(log))
{
    follow(settings);
}

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
            history::History::Surroundings{
                .log = m_log,
                .now = [] { return net::wallClock(); },
                .opened = [last = m_lastId](qint64 newestId) { raise(*last, newestId); }});
    const std::lock_guard lock(m_mutex);
    m_history.swap(made);
}

std::function<void(const traffic::ExchangeRecord &, std::shared_ptr<const traffic::ExchangeDetail>)>
StoredHistory::store()
{
    return [this](const traffic::ExchangeRecord &record,
                  std::shared_ptr<const traffic::ExchangeDetail> detail) {
        if (const auto history = current())
            history->add({record, std::move(detail)});
    };
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

void StoredHistory::purge(std::function<void(QByteArray)> then)
{
    if (const auto history = current())
        return history->purge(*m_lastId, std::move(then));
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
