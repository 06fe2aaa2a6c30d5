// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/scope_table.h"
#include "engine/ratelimit/snapshot.h"

#include <deque>
#include <memory>

namespace llmproxy::ratelimit {

/// What others decided about a call, by the same rules: whether it passed, and what the windows
/// that they count had been used before it.
struct Elsewhere
{
    using Windows = std::array<std::optional<Amounts>, AllWindows.size()>;

    bool passed = true;
    std::array<Windows, AllDimensions.size()> used; ///< by dimension
};

/// Counts calls in fixed windows, aligned to the UTC minute and day, and says which go through.
///
/// A call is over a limit if it would be request limit + 1, or if its tokens would take the window
/// above the limit and the window has some already: the first call with tokens always passes.
/// Scopes are checked in the order of Dimension; in each the minute, then the day; requests before
/// tokens. The first limit that the call is over is the one that is told. A denied call leaves no
/// trace in the counters. Memory: at most 131,072 keys and as many users, and 4,096 models; beyond
/// that the least recently used is forgotten. One thread at a time.
class Limiter
{
public:
    explicit Limiter(std::shared_ptr<const Policy> policy);

    /// Times may come a little out of order, as from threads that each read the clock: one that
    /// is less than a minute before the latest counts as the latest. Farther back means that the
    /// clock was set. The names of `call` are bounded().
    Decision reserve(Call call, TimePoint now);
    /// The same for a call that was decided elsewhere: takes over those counts, and says what
    /// reserve() would have said to them. The reservation is a shared one.
    Decision adopt(Call call, const Elsewhere &elsewhere, TimePoint now);
    void settle(const Holding &holding, const Outcome &outcome);
    void setPolicy(std::shared_ptr<const Policy> policy);
    Snapshot snapshot(TimePoint now, qsizetype mostScopes) const;

private:
    using Uses = std::array<ScopeUse *, AllDimensions.size()>; ///< null: no counters

    TimePoint advance(TimePoint now);
    Decision admit(Call &&call, TimePoint now, const Uses &uses);
    Decision deny(const Call &call, Denial &&denial, TimePoint now);
    std::optional<Denial> check(const Scopes &scopes, qint64 tokens, TimePoint now, Uses &uses);
    ScopeUse &begin(Dimension dimension, const Scopes &scopes, quint64 serial);
    ScopeUse &useOf(Dimension dimension, const Scopes &scopes, quint64 serial);
    void count(Admitted &admitted, const Holding &holding, TimePoint now, const Uses &uses);
    void note(const Call &call, const Denial &denial, TimePoint now);
    Tally &tallyOf(const QByteArray &provider);

    std::shared_ptr<const Policy> m_policy; ///< never null
    std::array<ScopeTable, AllDimensions.size()> m_tables;
    TimePoint m_now; ///< the latest seen
    qint64 m_minute = 0;
    qint64 m_day = 0;
    quint64 m_serial = 0;
    DayStats m_today;
    std::deque<DeniedCall> m_denials; ///< newest first
};

} // namespace llmproxy::ratelimit
