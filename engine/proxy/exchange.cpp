// SPDX-License-Identifier: MIT
#include "engine/proxy/exchange.h"

#include "engine/circuit/time_budget.h"
#include "engine/http/cors.h"
#include "engine/ratelimit/fields.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

QByteArray classOf(const circuit::Verdict &verdict)
{
    return verdict.failure == circuit::FailureClass::None
               ? QByteArray()
               : circuit::textOf(verdict.failure).toByteArray();
}

} // namespace

Exchange::Exchange(Workshop &workshop, net::ClientConnection &client)
    : m_workshop(workshop)
    , m_client(client)
    , m_rules(workshop.rules)
    , m_answer(*this)
    , m_attempt(workshop.loop, workshop.pool, m_upload, m_answer)
    , m_download(workshop.loop, client)
    , m_admission(workshop.limits, m_rules->limits)
    , m_guard(workshop.guards, m_rules->circuit)
    , m_startedAt(workshop.loop.now())
    , m_deadline(net::Deadline::calling<&Exchange::onDeadline>(*this))
    , m_budget(net::Deadline::calling<&Exchange::onBudgetSpent>(*this))
{}

Exchange::~Exchange() = default;

void Exchange::clientGone()
{
    if (m_state == State::Done)
        return;
    m_trace->record.endedBy = traffic::EndedBy::Client;
    m_trace->record.error = "client_gone";
    if (m_state == State::Responding) {
        m_verdict = verdictAt(circuit::StreamEnd::ClientGone);
    } else {
        leftBeforeAnswer();
        forgetAnswer();
    }
    settle();
}

// Whoever left after a long wait tells of a provider that hangs, if the configuration says so.
void Exchange::leftBeforeAnswer()
{
    const MonotonicTime now = m_workshop.loop.now();
    const bool hung =
        m_state == State::Requesting
        && circuit::hangCounts(std::chrono::duration_cast<Duration>(now - m_attemptAt),
                               false,
                               m_rules->circuit.hangDisconnect);
    if (hung)
        m_guard.endEarly(circuit::classify(circuit::TransportError::ClientHungUp), true, now);
    else
        m_verdict = circuit::classify(circuit::TransportError::ClientGone);
}

void Exchange::reply(const QByteArray &bytes, int status, bool reusable)
{
    m_state = State::Replying;
    m_trace->record.status = status;
    m_trace->record.madeHere = true;
    m_trace->record.headAt = elapsed();
    if (m_capture)
        m_capture->sent().passed(bytes);
    m_client.send(bytes);
    settle();
    m_client.responseEnded(reusable && m_upload.isComplete());
}

void Exchange::replyDegraded(Source source)
{
    m_trace->record.error = "provider_degraded";
    m_trace->record.endedBy =
        source == Source::Upstream ? traffic::EndedBy::Upstream : traffic::EndedBy::Proxy;
    forgetAnswer();
    reply(degradedReply(m_rules->circuit.degradedSignal, m_route->name, source, replyOptions()),
          503);
}

void Exchange::replyDenied(const ratelimit::Denial &denial)
{
    m_trace->record.error = ratelimit::DeniedCode.toByteArray();
    m_trace->record.endedBy = traffic::EndedBy::Proxy;
    ReplyOptions options = replyOptions();
    const QByteArray fields = ratelimit::denialFields(denial) + options.added;
    options.added = fields;
    reply(errorReply(
              {429, ratelimit::DeniedMessage.toByteArray(), ratelimit::DeniedCode.toByteArray()},
              options),
          429);
}

void Exchange::fail(const LocalError &error)
{
    if (m_state == State::Responding) {
        breakOff(error.source == Source::Upstream ? traffic::EndedBy::Upstream
                                                  : traffic::EndedBy::Proxy,
                 error.code);
        return;
    }
    m_trace->record.error = error.code;
    m_trace->record.endedBy =
        error.source == Source::Upstream ? traffic::EndedBy::Upstream : traffic::EndedBy::Proxy;
    ReplyOptions options = replyOptions();
    options.closes |= error.ends;
    reply(errorReply(error, options), error.status, !error.ends);
}

// The response has begun and cannot be completed: the client must see that it broke off.
void Exchange::breakOff(traffic::EndedBy by, const QByteArray &error)
{
    m_trace->record.endedBy = by;
    m_trace->record.error = error;
    settle();
    m_client.abortResponse(m_download.endsByClosing());
}

void Exchange::settle()
{
    Q_ASSERT(m_state != State::Done);
    m_state = State::Done;
    net::Deadlines::cancel(m_deadline);
    net::Deadlines::cancel(m_budget);
    m_attempt.stop();
    stopWaiting();
    m_client.watchDrain(false);
    m_guard.end(m_verdict, m_trace->record.status, m_workshop.loop.now());
    noteUsage();
    m_admission.settle(m_trace->record.status, m_usage ? m_usage->answer().usage.input.tokens : 0);
    if (m_capture)
        m_capture->finish();
    if (!m_trace->record.tries.isEmpty())
        noteTry();
    m_trace->record.failureClass = classOf(m_verdict);
    m_trace->record.failureKind = circuit::textOf(m_verdict.kind).toByteArray();
    m_trace->record.attempts = m_attempt.connections();
    m_trace->record.endedIn = m_trace->record.phase;
    m_trace->record.phase = traffic::Phase::Done;
    m_trace->record.total = elapsed();
    m_workshop.outbox.finish(m_slot, std::move(m_trace));
}

// Only what was tried again is told try by try.
void Exchange::noteTry()
{
    const auto since = [this](MonotonicTime from, MonotonicTime to) {
        return std::chrono::duration_cast<Duration>(to - from);
    };
    m_trace->record.tries.append({.at = since(m_startedAt, m_attemptAt),
                                  .waited = m_waited,
                                  .took = since(m_attemptAt, m_workshop.loop.now()),
                                  .status = m_failure ? 0 : m_trace->record.status,
                                  .error = m_failure ? codeOf(m_failure->fault) : QByteArray(),
                                  .kind = circuit::textOf(m_verdict.kind).toByteArray()});
}

void Exchange::noteUsage()
{
    if (m_request) {
        m_trace->bodyUser = m_request->facts().user;
        if (m_trace->record.model.isEmpty())
            m_trace->record.model = m_request->facts().model;
    }
    if (m_request)
        m_trace->record.usage.input = {
            usage::estimateInput(m_request->facts(), m_route->estimate).tokens,
            usage::Source::Estimated};
    if (!m_usage)
        return;
    m_usage->finish(false);
    const usage::Answer &answer = m_usage->answer();
    if (answer.usage.input.source != usage::Source::Unknown
        || answer.usage.output.source != usage::Source::Unknown)
        m_trace->record.usage = answer.usage;
    m_trace->record.requestId = answer.requestId;
    m_trace->record.finishReason = answer.finishReason;
    if (!answer.model.isEmpty())
        m_trace->record.model = answer.model;
}

ReplyOptions Exchange::replyOptions() const
{
    return {.added =
                m_route != nullptr && m_route->anyOrigin ? http::corsFields() : QByteArrayView(),
            .closes = !m_upload.isComplete() || m_client.closesAfterwards(),
            .withoutBody = m_headRequest,
            .forAws = m_route != nullptr && m_route->vendor->isSigned};
}

Duration Exchange::elapsed() const
{
    return std::chrono::duration_cast<Duration>(m_workshop.loop.now() - m_startedAt);
}

} // namespace llmproxy::proxy
