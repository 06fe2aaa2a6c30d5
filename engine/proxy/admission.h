// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/identity.h"
#include "engine/storage/limit_store.h"

#include <functional>
#include <optional>

namespace llmproxy::proxy {

/// How the configuration has the rate limits. Part of the Rules.
struct LimitRules
{
    bool enabled = false;
    bool tellsHeadroom = false; ///< header fields about what is left, on answers too
};

/// What the admissions of one worker share. The store is the engine's, for any worker's thread.
struct LimitPost
{
    storage::LimitStore &limits;
    ratelimit::KeyNames keys;
};

/// The rate limits' part in one exchange: whether it is let through, and what it is counted as
/// when it ends: exactly one settlement for each reservation.
/// Lives in: a worker. Owned by: its exchange.
class Admission
{
public:
    Admission(LimitPost &post, const LimitRules &rules)
        : m_post(post)
        , m_rules(rules)
    {}
    Q_DISABLE_COPY_MOVE(Admission)

    bool isActive() const { return m_rules.enabled; }

    /// `then` runs once, perhaps before this returns; with nothing: the call may go on.
    using Then = std::function<void(const std::optional<ratelimit::Denial> &)>;
    void reserve(ratelimit::Call call, TimePoint now, Then then);
    /// The store has not answered yet.
    bool isWaiting() const { return m_wait.isOpen(); }

    /// Header lines for the answer, "" where nothing is to be told.
    QByteArray headroomFields(const http::Head &answer) const;
    /// In mode log: why it would have been denied.
    const std::optional<ratelimit::Denial> &wouldDeny() const { return m_admitted.wouldDeny; }

    /// The exchange has ended; see ratelimit::outcomeOf().
    void settle(int status, qint64 inputTokens);

private:
    LimitPost &m_post;
    const LimitRules &m_rules;
    ratelimit::Admitted m_admitted;
    Then m_then;
    storage::Wait m_wait;
};

} // namespace llmproxy::proxy
