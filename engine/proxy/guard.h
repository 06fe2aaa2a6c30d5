// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/classify.h"
#include "engine/circuit/retry.h"
#include "engine/circuit/test_mode.h"
#include "engine/http/markers.h"
#include "engine/storage/breaker_store.h"
#include "engine/storage/test_modes.h"

#include <QHash>

#include <functional>

namespace llmproxy::proxy {

/// How the configuration has the circuit breaker. Part of the Rules.
struct CircuitRules
{
    enum class Mode : quint8 { Off, Log, Enforce } mode = Mode::Off;
    circuit::RetryRules retry;
    circuit::RetryBudgetRules retryBudget;
    QByteArray degradedSignal = "[LLM_PROXY_PROVIDER_DEGRADED]";
    bool testModes = false; ///< by the request's own marker, and switched
    bool bypassAllowed = true;
    QByteArrayList bypassReasons; ///< empty: any
    Duration escalation = std::chrono::seconds(60);
    Duration hangDisconnect{0};              ///< 0: off
    qint64 maxRetryBytes = qint64(10) << 20; ///< of a request kept for another try
};

/// What the guards of one worker share. `breakers`, `testModes` and `tell` are of the engine and
/// may be used from any worker's thread; the rest is this worker's.
struct GuardPost
{
    storage::BreakerStore *breakers = nullptr;
    storage::TestModes *testModes = nullptr;
    std::function<void(const circuit::Event &)> tell; ///< of what exchanges come to; may be empty
    std::function<double()> jitter;                   ///< a random number in [0, 1)
    QHash<QByteArray, circuit::RetryBudget> retryBudgets; ///< by provider
};

/// The circuit breaker's part in one exchange: whether it may go upstream, whether it is tried
/// again, and what is counted when it ends: exactly one report for each admission.
///
///   begin() --admit()--> refused, or under way --weigh()--> once more, given up, or passed on
///   passed on --contentCame(), end()--> reported
///
/// Lives in: a worker. Owned by: its exchange.
class Guard
{
public:
    enum class Course : quint8 {
        Unguarded, ///< the breaker is off
        Observed,  ///< mode log: one try, the real answer, outcomes counted
        Bypassed,  ///< the same by the caller's wish, whatever the state
        Enforced,
    };

    /// Who asks, for events and metrics.
    struct Request
    {
        qint64 exchange = 0;
        QByteArray caller;
        QByteArrayView provider;
    };

    Guard(GuardPost &post, const CircuitRules &rules)
        : m_post(post)
        , m_rules(rules)
    {}
    Q_DISABLE_COPY_MOVE(Guard)

    void begin(const Request &request, const http::Markers &markers, MonotonicTime now);
    Course course() const { return m_course; }
    /// After admit(), for the record: "pass", "probe", "blocked", "observed", "bypassed"; empty:
    /// the breaker is off. Of static storage.
    QByteArrayView decision(bool passes) const;
    bool isActive() const { return m_course != Course::Unguarded; }
    /// Are bad answers weighed before the client gets them?
    bool enforces() const { return m_course == Course::Enforced; }
    /// And perhaps asked for anew? A probe is one try.
    bool mayRetry() const { return enforces() && !isProbing(); }
    /// contentCame() is waited for.
    bool isProbing() const { return m_ticket.probe != 0; }

    /// Before admit(): what the breaker is kept for. `folds`: aliases of the provider's models.
    void setModel(QByteArrayView model, const QHash<QByteArray, QByteArray> &folds);
    const circuit::Key &key() const { return m_key; }
    /// The test mode for this exchange, if one is asked for or switched on. Counts it.
    std::optional<circuit::TestMode> takeTestMode(MonotonicTime now);

    /// `then(true)`: it may go upstream. Perhaps before this returns; once.
    void admit(MonotonicTime now, std::function<void(bool)> then);
    /// Asks the store already, for an admit() that follows: where stores answer later, one way
    /// there and back is enough for the breaker and the limits.
    void askAhead(MonotonicTime now);
    /// The store has not answered yet.
    bool isWaiting() const { return m_wait.isOpen(); }

    /// What came of an attempt, in course Enforced. `then` as in admit().
    struct Outcome
    {
        circuit::Verdict verdict;
        std::optional<circuit::TransportError> error;
        int status = 0;
        bool repeatable = true; ///< the request is still at hand
        std::optional<Duration> timeLeft;
    };
    using ThenNext = std::function<void(const circuit::Next &)>;
    void weigh(const Outcome &outcome, MonotonicTime now, ThenNext then);
    /// force_transient_recover: how long to wait before the real attempt.
    Duration pretendFailure();

    /// The first valid bytes of a good answer's body: a probe has succeeded.
    void contentCame(MonotonicTime now);
    /// How the exchange ended, for what has not been reported.
    void end(const circuit::Verdict &verdict, int status, MonotonicTime now);
    /// It ended by the caller's time budget, or by the caller who left after a long wait; `counts`
    /// says whether that is held against the provider.
    void endEarly(const circuit::Verdict &verdict, bool counts, MonotonicTime now);

    const circuit::Retries &retries() const { return m_retries; }

private:
    void ask(MonotonicTime now);
    void follow(const circuit::Gate &gate);
    void forgetAsked(MonotonicTime now);
    void report(storage::Report::Result result, const circuit::Cause &cause, MonotonicTime now);
    void tell(circuit::EventType type, const circuit::Cause &cause = {});
    circuit::Cause causeOf(const circuit::Verdict &verdict, int status) const;
    circuit::RetryBudget &retryBudget();
    void decide(Duration globalRun);
    void giveUp(const circuit::GiveUp &end, const circuit::Cause &cause);

    GuardPost &m_post;
    const CircuitRules &m_rules;
    Course m_course = Course::Unguarded;
    Request m_request;
    circuit::Key m_key;
    QByteArray m_bypassReason;
    QByteArray m_testMode;
    circuit::Ticket m_ticket;
    circuit::Retries m_retries;
    Outcome m_outcome;
    MonotonicTime m_weighedAt;
    ThenNext m_thenNext;
    std::function<void(bool)> m_thenAdmit;
    storage::Wait m_wait;
    std::optional<circuit::Gate> m_asked; ///< ahead, and answered
    bool m_asksAhead = false;             ///< and not used yet
    bool m_isAdmitted = false;            ///< a report is owed
};

} // namespace llmproxy::proxy
