// SPDX-License-Identifier: MIT
// The way back: from the upstream's answer to the client.
#include "engine/http/cors.h"
#include "engine/proxy/exchange.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr qsizetype HighMark = qsizetype(256) * 1024; ///< of unsent bytes: hold the upstream above
constexpr qsizetype LowMark = qsizetype(64) * 1024;   ///< and let it go on below

} // namespace

void Exchange::Answer::interimReceived(const http::ResponseHead &head)
{
    // A 100 answers an Expect that was answered here already, or that nobody sent.
    if (head.status != 100 && exchange.m_client.minorVersion() == 1)
        exchange.m_client.sendInterim(head.raw);
}

void Exchange::beginResponse()
{
    const http::ResponseHead &head = m_attempt.head();
    m_state = State::Responding;
    traffic::ExchangeRecord &record = m_trace.record;
    record.status = head.status;
    record.firstByte = elapsed();
    const auto type = head.find("content-type");
    record.streaming = type && providers::isStream(*m_route->vendor, *type);
    record.phase = traffic::Phase::Streaming;
    tell();
    const http::Delivery delivery = m_download.choose(m_attempt.framing(), false);
    m_download.begin(head,
                     {.delivery = delivery,
                      .closes = !m_upload.isComplete() || m_client.closesAfterwards()
                                || delivery == http::Delivery::UntilClose,
                      .dropsCors = m_route->anyOrigin,
                      .isEventStream = record.streaming && !m_route->vendor->isSigned,
                      .added = m_route->anyOrigin ? http::corsFields() : QByteArrayView()});
}

void Exchange::Answer::bodyPiece(const char *data, qsizetype size)
{
    exchange.m_trace.record.bytesOut += size;
    exchange.m_download.bodyPiece(data, size);
}

void Exchange::Answer::bodyReceived(const char *data, qsizetype size)
{
    exchange.m_download.bodyReceived(data, size);
    exchange.paceUpstream();
}

// Holds the upstream while the client has too much to take.
void Exchange::paceUpstream()
{
    if (m_state != State::Responding || m_outputHeld || m_client.pendingBytes() <= HighMark)
        return;
    m_outputHeld = true;
    m_attempt.holdInput();
    m_client.watchDrain(true);
    m_workshop.loop.deadlines().set(m_deadline, m_rules->writeStallTimeout);
}

void Exchange::clientDrained()
{
    if (!m_outputHeld)
        return;
    if (m_client.pendingBytes() >= LowMark) {
        m_workshop.loop.deadlines().set(m_deadline, m_rules->writeStallTimeout);
        return;
    }
    m_outputHeld = false;
    m_client.watchDrain(false);
    net::Deadlines::cancel(m_deadline);
    m_attempt.resumeInput();
}

void Exchange::finishResponse()
{
    m_download.end({});
    if (m_state != State::Responding)
        return; // the client left while it was sent to
    settle();
    m_client.responseEnded(!m_download.endsByClosing());
}

void Exchange::Answer::attemptFailed(const AttemptFailure &failure)
{
    if (exchange.m_state == State::Requesting)
        exchange.fail(errorOf(failure));
    else if (exchange.m_state == State::Responding)
        exchange.breakOff(failure.fault == AttemptFault::BodyIdle ? traffic::EndedBy::Timeout
                                                                  : traffic::EndedBy::Upstream,
                          codeOf(failure.fault));
}

void Exchange::onDeadline()
{
    breakOff(traffic::EndedBy::Timeout, "client_stalled");
    m_client.close(); // nor would it take what is left
}

} // namespace llmproxy::proxy
