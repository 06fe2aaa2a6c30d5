// SPDX-License-Identifier: MIT
// From what is asked for to an answer that the client may have: the breaker's gate, the attempts,
// and what becomes of a bad answer.
#include "engine/circuit/time_budget.h"
#include "engine/coding/decoder.h"
#include "engine/net/clock.h"
#include "engine/proxy/exchange.h"
#include "engine/ratelimit/fields.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr Duration WeighTime = std::chrono::seconds(2); ///< for the body of a bad answer

// "127.0.0.1" of "127.0.0.1:51234"
QByteArray addressOf(const QByteArray &peer)
{
    return peer.first(std::max<qsizetype>(peer.lastIndexOf(':'), 0));
}

circuit::TransportError errorFor(AttemptFault fault)
{
    switch (fault) {
    case AttemptFault::NameNotFound:
        return circuit::TransportError::NameUnknown;
    case AttemptFault::ConnectFailed:
        return circuit::TransportError::Refused;
    case AttemptFault::ConnectTimeout:
    case AttemptFault::TlsTimeout:
        return circuit::TransportError::ConnectTimeout;
    case AttemptFault::ProxyRefused:
        return circuit::TransportError::NetworkOther;
    case AttemptFault::NotTrusted:
    case AttemptFault::TlsFailed:
        return circuit::TransportError::TlsFailed;
    case AttemptFault::UploadStalled:
    case AttemptFault::HeadTimeout:
        return circuit::TransportError::HeaderTimeout;
    case AttemptFault::Eof:
        return circuit::TransportError::ClosedEarly;
    case AttemptFault::HeadCut:
        return circuit::TransportError::HeadTruncated;
    case AttemptFault::BadResponse:
        return circuit::TransportError::Malformed;
    default:
        return circuit::TransportError::Reset;
    }
}

} // namespace

// Is known what the limits and the breaker have to know, or will it not be known any more?
bool Exchange::knowsEnough() const
{
    if (!m_guard.isActive() && !m_admission.isActive())
        return true;
    if (m_upload.isComplete() || !m_request->isReading()
        || m_upload.unsent().size() > m_rules->circuit.maxRetryBytes)
        return true;
    // The limits want the texts' length too, as long as it will be told.
    const usage::RequestFacts &facts = m_request->facts();
    return !facts.model.isEmpty()
           && (!m_admission.isActive() || facts.bodyBytes > m_route->estimate.maxSampleBytes);
}

void Exchange::decide()
{
    m_state = State::Gating;
    if (!m_request) { // nobody looks at it
        tell();
        startAttempt();
        return;
    }
    const usage::RequestFacts &facts = m_request->facts();
    m_trace->record.model = facts.model;
    m_trace->record.streaming = facts.streaming;
    if (m_guard.isActive())
        m_guard.setModel(m_trace->record.model, m_route->modelOf);
    const auto mode = m_guard.takeTestMode(m_workshop.loop.now());
    if (mode)
        m_trace->record.testMode = circuit::textOf(*mode).toByteArray();
    if (mode && std::holds_alternative<circuit::ForceDegraded>(*mode)) {
        replyDegraded(Source::Proxy);
        return;
    }
    m_pretends = mode.has_value();
    if (m_timeBudget.count() > 0 && m_guard.enforces())
        m_workshop.loop.deadlines().set(m_budget, m_timeBudget);
    tell();
    reserve();
}

void Exchange::reserve()
{
    if (!m_admission.isActive()) {
        gate();
        return;
    }
    const ratelimit::Caller caller = ratelimit::callerOf(m_client.request(),
                                                         {.metaUser = m_trace->record.user,
                                                          .bodyUser = m_request->facts().user,
                                                          .peer = addressOf(m_client.peer())},
                                                         m_workshop.limits.keys);
    m_trace->record.key = caller.keyShown;
    m_trace->record.user = caller.user;
    m_admission.reserve(
        {.exchange = m_trace->record.id,
         .scopes = {.provider = m_route->name, .model = m_trace->record.model, .caller = caller},
         .tokens = usage::estimateInput(m_request->facts(), m_route->estimate).tokens},
        net::wallClock(),
        [this](const std::optional<ratelimit::Denial> &denial) {
            stopWaiting();
            const auto &over = denial ? denial : m_admission.wouldDeny();
            if (over)
                m_trace->record.overLimit = ratelimit::textOf(*over);
            if (denial)
                replyDenied(*denial);
            else
                gate();
        });
    if (!m_admission.isWaiting())
        return;
    m_guard.askAhead(m_workshop.loop.now());
    waitForStore();
}

void Exchange::gate()
{
    m_state = State::Gating;
    m_guard.admit(m_workshop.loop.now(), [this](bool passes) {
        stopWaiting();
        const QByteArrayView decision = m_guard.decision(passes);
        m_trace->record.breaker = QByteArray::fromRawData(decision.data(), decision.size());
        if (!passes)
            replyDegraded(Source::Proxy);
        else if (std::exchange(m_pretends, false))
            waitFor(m_guard.pretendFailure());
        else
            startAttempt();
    });
    if (m_state == State::Gating && m_guard.isWaiting())
        waitForStore();
}

// What there is more of the request is not read meanwhile, so that it does not pile up.
void Exchange::waitForStore()
{
    if (!m_upload.isComplete() && !std::exchange(m_waitsForStore, true))
        m_client.holdInput();
}

void Exchange::stopWaiting()
{
    if (std::exchange(m_waitsForStore, false))
        m_client.resumeInput();
}

void Exchange::waitFor(Duration time)
{
    m_state = State::Waiting;
    m_waited = time;
    m_workshop.loop.deadlines().set(m_deadline, time);
}

void Exchange::startAttempt()
{
    m_state = State::Requesting;
    m_attemptAt = m_workshop.loop.now();
    m_trace->record.phase = traffic::Phase::Upstream;
    m_attempt.start(m_endpoint,
                    {.parse = m_rules->client.parse,
                     .answersHead = m_headRequest,
                     .isLast = !m_guard.mayRetry(),
                     .headTimeout = m_route->responseHeaderTimeout,
                     .bodyIdle = m_rules->bodyIdleTimeout,
                     .writeStall = m_rules->writeStallTimeout});
    m_attempt.send();
}

// The answer's head is here, and the client does not get it yet.
void Exchange::beginWeighing()
{
    m_state = State::Weighing;
    m_download.hold();
    m_workshop.loop.deadlines().set(m_deadline, WeighTime);
}

void Exchange::Answer::attemptFailed(const AttemptFailure &failure)
{
    exchange.m_failure = failure;
    if (exchange.m_state == State::Weighing)
        exchange.weighAnswer();
    else if (exchange.m_state == State::Responding)
        exchange.answerBroke();
    else
        exchange.attemptFailed();
}

void Exchange::attemptFailed()
{
    // A certificate that is not trusted is a matter of set-up: no provider is to blame, and no
    // other try will be better.
    if (m_failure->fault == AttemptFault::NotTrusted) {
        fail(errorOf(*m_failure));
        return;
    }
    const circuit::TransportError error = errorFor(m_failure->fault);
    m_verdict = circuit::classify(error);
    if (m_guard.enforces())
        weigh(error);
    else
        fail(errorOf(*m_failure));
}

// As much of the body of a bad answer is here as is worth waiting for.
void Exchange::weighAnswer()
{
    net::Deadlines::cancel(m_deadline);
    m_verdict = verdictOfError();
    weigh(std::nullopt);
}

circuit::Verdict Exchange::verdictOfError() const
{
    const http::ResponseHead &head = m_attempt.head();
    const QByteArray body = coding::decodedPrefix(
        head.find("content-encoding").value_or(""), m_errorBody, circuit::MaxErrorBodyBytes);
    return circuit::classify(m_route->vendor->faults,
                             {.head = head, .body = body, .now = net::wallClock()});
}

void Exchange::weigh(std::optional<circuit::TransportError> error)
{
    std::optional<Duration> left;
    if (m_budget.isSet())
        left = m_timeBudget - elapsed();
    m_guard.weigh({.verdict = m_verdict,
                   .error = error,
                   .status = error ? 0 : m_trace->record.status,
                   .repeatable = isRepeatable(),
                   .timeLeft = left},
                  m_workshop.loop.now(),
                  [this](const circuit::Next &next) { follow(next); });
}

void Exchange::follow(const circuit::Next &next)
{
    const bool hasAnswer = m_state == State::Weighing;
    if (const auto *again = std::get_if<circuit::RetryIn>(&next)) {
        noteTry();
        forgetAnswer();
        m_failure.reset();
        m_verdict = {};
        m_upload.rewind();
        waitFor(again->wait);
        return;
    }
    const auto *end = std::get_if<circuit::GiveUp>(&next);
    // What was too large to be kept was tried once, and its caller sees what came of it.
    if (end != nullptr && end->failure == circuit::FailureClass::ProviderDegraded && isRepeatable())
        replyDegraded(Source::Upstream);
    else if (!hasAnswer)
        fail(errorOf(*m_failure));
    else if (end != nullptr && end->failure != circuit::FailureClass::ProviderDegraded)
        passOn(QByteArray("X-Llm-Proxy-Error-Class: " + circuit::textOf(end->failure).toByteArray()
                          + "\r\n"));
    else
        passOn({});
}

// What came of an attempt does not go to the client.
void Exchange::forgetAnswer()
{
    m_attempt.stop();
    m_download.drop();
    m_errorBody = QByteArray();
    m_usage.reset();
    m_trace->record.status = 0;
    m_trace->record.headAt.reset();
    m_trace->record.firstByte.reset();
    m_trace->record.bytesOut = 0;
    m_trace->record.pieces = 0;
    m_trace->record.longestGap.reset();
    if (m_capture)
        m_capture->forgetAnswer();
}

bool Exchange::isRepeatable() const
{
    return m_upload.isWhole() && m_upload.isComplete();
}

// The client gets the answer that was weighed, as it came but for `fields`.
void Exchange::passOn(QByteArrayView fields)
{
    m_state = State::Responding;
    letRequestGo();
    m_download.release(fields);
    if (m_state != State::Responding)
        return; // the client left while it was sent to
    if (m_failure)
        answerBroke();
    else if (!m_attempt.isRunning())
        finishResponse();
    else
        paceUpstream();
}

// An answer goes to the client: nothing is asked for anew.
void Exchange::letRequestGo()
{
    m_upload.keepUpTo(0);
    net::Deadlines::cancel(m_budget);
}

void Exchange::onBudgetSpent()
{
    const circuit::Verdict verdict = circuit::classify(circuit::TransportError::BudgetExceeded);
    const bool counts = circuit::budgetCounts(
        m_timeBudget, m_route->responseHeaderTimeout, m_rules->circuit.hangDisconnect);
    m_guard.endEarly(verdict, counts, m_workshop.loop.now());
    replyDegraded(Source::Proxy);
}

} // namespace llmproxy::proxy
