// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/awaited.h"
#include "engine/control.h"
#include "engine/traffic/filter.h"

namespace llmproxy::admin {

/// Looks through what is recorded for exchanges that a filter lets pass, the newest first: the live
/// window, then the history on disk. A little at a time, so that whoever does it can do other
/// things in between.
///
///   Live --no more--> Asking --page--> Stored --page done, another--> Asking
///   Stored --the last page done--> Over
///
/// One thread at a time.
class RecordScan
{
public:
    struct Match
    {
        traffic::ExchangeRecord record;
        std::shared_ptr<const traffic::ExchangeDetail> detail; ///< if asked for, and there is one
    };

    /// `before`: ids below it alone.
    RecordScan(const Control &control, traffic::Filter filter, qint64 before, bool wantsDetails);

    /// What the next few are; possibly none of them, though there are more.
    QList<Match> next();
    bool isOver() const { return m_state == State::Over; }
    /// The disk has not answered yet; `ready` is called when it has, in another thread.
    bool isWaiting() const { return m_page || m_exchange; }
    void onReady(std::function<void()> ready) { m_ready = std::move(ready); }

private:
    enum class State : quint8 { Live, Asking, Stored, Over };

    QList<Match> nextLive();
    void ask();
    void takePage();
    QList<Match> nextStored();
    void endOfPage();

    const Control &m_control;
    const traffic::Filter m_filter;
    qint64 m_before;
    const bool m_wantsDetails;
    State m_state = State::Live;
    std::function<void()> m_ready;
    std::shared_ptr<Awaited<traffic::HistoryPage>> m_page;        ///< null: none is awaited
    std::shared_ptr<Awaited<traffic::StoredExchange>> m_exchange; ///< likewise
    QList<traffic::ExchangeRecord> m_stored;                      ///< of the page, that are left
    qint64 m_nextPage = 0;
};

} // namespace llmproxy::admin
