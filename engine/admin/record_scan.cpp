// SPDX-License-Identifier: MIT
#include "engine/admin/record_scan.h"

#include <limits>
#include <utility>

namespace llmproxy::admin {

namespace {

constexpr qsizetype RecordsAtOnce = 25;
constexpr qsizetype DetailsAtOnce = 1; ///< a body may be long, and compressed
constexpr int StoredAtOnce = 100;
constexpr qint64 MaxId = std::numeric_limits<qint64>::max();

} // namespace

RecordScan::RecordScan(const Control &control,
                       traffic::Filter filter,
                       qint64 before,
                       bool wantsDetails)
    : m_control(control)
    , m_filter(std::move(filter))
    , m_before(before)
    , m_wantsDetails(wantsDetails)
{}

QList<RecordScan::Match> RecordScan::next()
{
    switch (m_state) {
    case State::Live:
        return nextLive();
    case State::Asking:
        takePage();
        return {};
    case State::Stored:
        return nextStored();
    case State::Over:
        break;
    }
    return {};
}

QList<RecordScan::Match> RecordScan::nextLive()
{
    const bool needsDetails = m_wantsDetails || m_filter.needsDetail();
    const qsizetype most = needsDetails ? DetailsAtOnce : RecordsAtOnce;
    const QList<traffic::ExchangeRecord> records = m_control.recordsBefore(m_before, most);
    QList<Match> matches;
    for (const traffic::ExchangeRecord &record : records) {
        m_before = record.id;
        auto detail = needsDetails ? m_control.detail(record.id) : nullptr;
        if (m_filter.matches(record, detail.get()))
            matches.append({record, std::move(detail)});
    }
    if (records.size() < most) {
        m_nextPage = m_before == MaxId ? 0 : m_before;
        ask();
        takePage(); // where there is no history it is over at once
    }
    return matches;
}

void RecordScan::ask()
{
    m_state = State::Asking;
    m_page = std::make_shared<Awaited<traffic::HistoryPage>>(m_ready);
    m_control.history(
        {.filter = m_filter, .before = m_nextPage, .limit = StoredAtOnce},
        [page = m_page](traffic::HistoryPage answer) { page->put(std::move(answer)); });
}

// A history that is not there, or does not answer, ends it; the status says why.
void RecordScan::takePage()
{
    auto page = m_page->take();
    if (!page)
        return;
    m_page.reset();
    m_stored = std::move(page->records);
    m_nextPage = page->error.isEmpty() ? page->next : 0;
    m_state = State::Stored;
    if (m_stored.isEmpty())
        endOfPage();
}

QList<RecordScan::Match> RecordScan::nextStored()
{
    QList<Match> matches;
    if (!m_wantsDetails) {
        for (traffic::ExchangeRecord &record : std::exchange(m_stored, {}))
            matches.append({std::move(record), nullptr});
        endOfPage();
        return matches;
    }
    if (!m_exchange) {
        m_exchange = std::make_shared<Awaited<traffic::StoredExchange>>(m_ready);
        m_control.storedExchange(m_stored.first().id,
                                 [exchange = m_exchange](traffic::StoredExchange answer) {
                                     exchange->put(std::move(answer));
                                 });
    }
    auto exchange = m_exchange->take();
    if (!exchange)
        return matches;
    m_exchange.reset();
    matches.append({m_stored.takeFirst(), std::move(exchange->detail)});
    if (m_stored.isEmpty())
        endOfPage();
    return matches;
}

void RecordScan::endOfPage()
{
    if (m_nextPage == 0)
        m_state = State::Over;
    else
        ask();
}

} // namespace llmproxy::admin
