// SPDX-License-Identifier: MIT
#include "engine/proxy/guard.h"

#include "engine/circuit/bypass.h"

#include <utility>

namespace llmproxy::proxy {

using circuit::EventType;
using circuit::FailureClass;
using Result = storage::Report::Result;

void Guard::begin(const Request &request, const http::Markers &markers, MonotonicTime now)
{
    m_request = request;
    if (m_rules.mode == CircuitRules::Mode::Off)
        return;
    m_testMode = markers.testMode;
    if (m_rules.mode == CircuitRules::Mode::Log) {
        m_course = Course::Observed;
    } else if (m_rules.bypassAllowed && circuit::isTruthy(markers.bypassCircuit)) {
        m_course = Course::Bypassed;
        m_bypassReason = circuit::bypassReason(markers.bypassReason, m_rules.bypassReasons);
    } else {
        m_course = Course::Enforced;
        retryBudget().request(now);
    }
}

void Guard::setModel(QByteArrayView model, const QHash<QByteArray, QByteArray> &folds)
{
    m_key = circuit::makeKey(m_request.provider, model, [&folds](QByteArrayView name) {
        const auto found = folds.constFind(QByteArray::fromRawData(name.data(), name.size()));
        return found == folds.constEnd() ? name.toByteArray() : *found;
    });
}

std::optional<circuit::TestMode> Guard::takeTestMode(MonotonicTime now)
{
    if (!m_rules.testModes || m_course == Course::Unguarded)
        return std::nullopt;
    if (auto asked = circuit::testModeNamed(m_testMode))
        return asked;
    return m_post.testModes->take(m_key, now);
}

void Guard::admit(MonotonicTime now, std::function<void(bool)> then)
{
    if (m_isAdmitted) // once more: what came before said nothing that counts
        report(Result::Inconclusive, {}, now);
    if (m_course == Course::Unguarded || m_course == Course::Bypassed) {
        m_isAdmitted = m_course == Course::Bypassed;
        then(true);
        return;
    }
    m_thenAdmit = std::move(then);
    if (!std::exchange(m_asksAhead, false))
        ask(now);
    else if (m_asked)
        follow(*std::exchange(m_asked, std::nullopt));
}

void Guard::askAhead(MonotonicTime now)
{
    if (m_course != Course::Observed && m_course != Course::Enforced)
        return;
    m_asksAhead = true;
    ask(now);
}

void Guard::ask(MonotonicTime now)
{
    m_post.breakers->admit(m_key, now, m_wait, [this](const circuit::Gate &gate) {
        if (m_asksAhead)
            m_asked = gate;
        else
            follow(gate);
    });
}

QByteArrayView Guard::decision(bool passes) const
{
    switch (m_course) {
    case Course::Unguarded:
        return {};
    case Course::Observed:
        return "observed";
    case Course::Bypassed:
        return "bypassed";
    case Course::Enforced:
        break;
    }
    if (!passes)
        return "blocked";
    return isProbing() ? "probe" : "pass";
}

void Guard::follow(const circuit::Gate &gate)
{
    bool passes = true;
    m_isAdmitted = true;
    if (const auto *pass = std::get_if<circuit::Pass>(&gate)) {
        m_ticket = pass->ticket;
    } else if (const auto *probe = std::get_if<circuit::Probe>(&gate)) {
        m_ticket = probe->ticket;
    } else {
        m_ticket = {};
        passes = m_course != Course::Enforced;
        m_isAdmitted = passes;
        tell(passes ? EventType::WouldHaveFastFailed : EventType::FastFailed,
             {.exchange = m_request.exchange,
              .kind = circuit::FailureKind::CircuitOpen,
              .caller = m_request.caller});
    }
    std::exchange(m_thenAdmit, nullptr)(passes);
}

// It ended before the answer came, or was used: a probe's slot is given back.
void Guard::forgetAsked(MonotonicTime now)
{
    m_wait.cancel();
    m_asksAhead = false;
    const auto asked = std::exchange(m_asked, std::nullopt);
    const auto *const probe = asked ? std::get_if<circuit::Probe>(&*asked) : nullptr;
    if (probe != nullptr)
        m_post.breakers->report(m_key, probe->ticket, {Result::Inconclusive}, now);
}

void Guard::weigh(const Outcome &outcome, MonotonicTime now, ThenNext then)
{
    m_outcome = outcome;
    m_weighedAt = now;
    m_thenNext = std::move(then);
    m_post.breakers->note(
        m_key, outcome.verdict.failure, now, [this](Duration run) { decide(run); });
}

void Guard::decide(Duration globalRun)
{
    const ThenNext then = std::exchange(m_thenNext, nullptr);
    const circuit::Next next =
        isProbing() ? circuit::probeNext(m_outcome.verdict)
                    : circuit::next(m_retries,
                                    retryBudget(),
                                    m_rules.retry,
                                    {.verdict = m_outcome.verdict,
                                     .error = m_outcome.error,
                                     .repeatable = m_outcome.repeatable,
                                     .sustainedLimit = globalRun >= m_rules.escalation,
                                     .timeLeft = m_outcome.timeLeft},
                                    m_weighedAt,
                                    m_post.jitter());
    const circuit::Cause cause = causeOf(m_outcome.verdict, m_outcome.status);
    if (const auto *again = std::get_if<circuit::RetryIn>(&next)) {
        // The ticket stays: this was no terminal failure, but one that counts beside it.
        if (again->counts == circuit::RetryContribution::On)
            m_post.breakers->report(m_key, m_ticket, {Result::Failed, cause}, m_weighedAt);
    } else if (const auto *end = std::get_if<circuit::GiveUp>(&next)) {
        giveUp(*end, cause);
    }
    then(next);
}

void Guard::giveUp(const circuit::GiveUp &end, const circuit::Cause &cause)
{
    if (isProbing()) {
        report(Result::Failed, cause, m_weighedAt);
        return;
    }
    if (end.overBudget)
        tell(EventType::RetryOverflow, cause);
    if (end.failure != FailureClass::ProviderDegraded)
        tell(EventType::RateLimitExhausted, cause);
    if (end.counts)
        tell(EventType::TerminalFailure, cause);
    report(end.counts ? Result::Failed : Result::Inconclusive, cause, m_weighedAt);
}

Duration Guard::pretendFailure()
{
    return circuit::pretendedFailure(m_retries, m_post.jitter()).wait;
}

void Guard::contentCame(MonotonicTime now)
{
    if (m_ticket.probe == 0 || !m_isAdmitted)
        return;
    report(Result::Good, {}, now);
    m_ticket = {};
    m_isAdmitted = true; // what breaks from here on is a fresh failure
}

void Guard::end(const circuit::Verdict &verdict, int status, MonotonicTime now)
{
    if (m_asksAhead || m_wait.isOpen())
        forgetAsked(now);
    if (!m_isAdmitted)
        return;
    const circuit::Cause cause = causeOf(verdict, status);
    if (m_course == Course::Bypassed && m_post.tell)
        m_post.tell({.type = EventType::Bypassed,
                     .key = m_key,
                     .cause = cause,
                     .reason = {},
                     .by = m_bypassReason,
                     .outcome = verdict.failure});
    if (m_course == Course::Observed && verdict.failure == FailureClass::GlobalRateLimit)
        tell(EventType::GlobalRateLimited, cause);
    if (m_course == Course::Observed && verdict.failure == FailureClass::LocalRateLimit)
        tell(EventType::LocalRateLimited, cause);
    if (circuit::isDegraded(verdict))
        tell(EventType::TerminalFailure, cause);
    report(storage::resultOf(verdict), cause, now);
}

void Guard::endEarly(const circuit::Verdict &verdict, bool counts, MonotonicTime now)
{
    if (m_asksAhead || m_wait.isOpen())
        forgetAsked(now);
    if (!m_isAdmitted)
        return;
    const circuit::Cause cause = causeOf(verdict, 0);
    const bool hungUp = verdict.kind == circuit::FailureKind::ClientDisconnectAwaitingHeaders;
    if (hungUp && counts)
        tell(EventType::HangDisconnect, cause);
    else if (!hungUp && !counts)
        tell(EventType::BudgetUncredited, cause);
    if (counts)
        tell(EventType::TerminalFailure, cause);
    m_isAdmitted = false;
    if (m_course == Course::Bypassed && !counts)
        return;
    m_post.breakers->report(m_key,
                            m_ticket,
                            {.result = counts ? Result::Failed : Result::Inconclusive,
                             .cause = cause,
                             .hangDisconnect = hungUp},
                            now);
}

void Guard::report(Result result, const circuit::Cause &cause, MonotonicTime now)
{
    m_isAdmitted = false;
    // A bypassing request never moves the state for the better.
    if (m_course == Course::Bypassed && result != Result::Failed)
        return;
    m_post.breakers->report(m_key, m_ticket, {.result = result, .cause = cause}, now);
}

void Guard::tell(EventType type, const circuit::Cause &cause)
{
    if (m_post.tell)
        m_post.tell({.type = type, .key = m_key, .cause = cause, .reason = {}, .by = {}});
}

circuit::Cause Guard::causeOf(const circuit::Verdict &verdict, int status) const
{
    return {.exchange = m_request.exchange,
            .kind = verdict.kind,
            .status = status,
            .caller = m_request.caller};
}

circuit::RetryBudget &Guard::retryBudget()
{
    const QByteArray provider =
        QByteArray::fromRawData(m_request.provider.data(), m_request.provider.size());
    const auto found = m_post.retryBudgets.find(provider);
    if (found != m_post.retryBudgets.end())
        return *found;
    return *m_post.retryBudgets.insert(m_request.provider.toByteArray(),
                                       circuit::RetryBudget(m_rules.retryBudget));
}

} // namespace llmproxy::proxy
