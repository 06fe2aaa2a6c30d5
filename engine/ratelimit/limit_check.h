// SPDX-License-Identifier: MIT
#pragma once

#include "engine/ratelimit/decision.h"
#include "engine/ratelimit/scope_table.h"

namespace llmproxy::ratelimit {

/// The limits that a call is over: tells the first that it was shown, and when the last of them
/// begins anew.
class LimitsOver
{
public:
    struct Scope
    {
        Dimension dimension;
        const QByteArray &shown;
    };

    LimitsOver(qint64 tokens, TimePoint now)
        : m_tokens(tokens)
        , m_now(now)
    {}

    /// `use` may be null: nothing was used.
    void look(const Scope &scope, const Limits &limits, const ScopeUse *use);
    /// None: the call is over no limit.
    std::optional<Denial> take() { return std::move(m_denial); }

private:
    qint64 m_tokens;
    TimePoint m_now;
    std::optional<Denial> m_denial;
};

/// Tells a call that was let through of the limits of one of its scopes, where they are nearer
/// than those it knows.
void noteHeadroom(Admitted &admitted, const Limits &limits, const ScopeUse &use, TimePoint now);

} // namespace llmproxy::ratelimit
