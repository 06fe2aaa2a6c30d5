// SPDX-License-Identifier: MIT
// The answer's way to the client.
#include "engine/http/cors.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/usage_fields.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr qsizetype HighMark = qsizetype(256) * 1024; ///< of unsent bytes: hold the upstream above
constexpr qsizetype LowMark = qsizetype(64) * 1024;   ///< and let it go on below
/// An answer that is no stream waits at most so long for its end, to tell its tokens in the head.
constexpr qsizetype UsageHoldBytes = qsizetype(8) * 1024 * 1024;
constexpr Duration UsageHoldTime = std::chrono::seconds(1);

// Nothing else is asked for anew.
bool isWeighed(int status)
{
    return status == 429 || status >= 500;
}

circuit::StreamError streamError(usage::ErrorKind kind)
{
    switch (kind) {
    case usage::ErrorKind::Overloaded:
        return circuit::StreamError::Overloaded;
    case usage::ErrorKind::Server:
        return circuit::StreamError::Server;
    case usage::ErrorKind::RateLimit:
        return circuit::StreamError::RateLimit;
    case usage::ErrorKind::Client:
        return circuit::StreamError::ClientFault;
    case usage::ErrorKind::Other:
        break;
    }
    return circuit::StreamError::Other;
}

circuit::StreamEnd endOf(AttemptFault fault)
{
    if (fault == AttemptFault::BodyIdle)
        return circuit::StreamEnd::IdleTimeout;
    return fault == AttemptFault::Reset ? circuit::StreamEnd::Reset : circuit::StreamEnd::Truncated;
}

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
    traffic::ExchangeRecord &record = m_trace->record;
    record.status = head.status;
    record.headAt = elapsed();
    if (m_capture)
        m_capture->answerHead(head.raw);
    if (const auto type = head.find("content-type"); type || head.status < 400)
        record.streaming = type && providers::isStream(*m_route->vendor, *type);
    if (m_rules->readsUsage || m_guard.isActive())
        m_usage = std::make_unique<usage::AnswerReader>(m_route->vendor->answers(), head);
    if (m_guard.enforces() && isWeighed(head.status))
        beginWeighing();
    else
        beginPassing(head);
    record.phase = traffic::Phase::Streaming;
    tell();
    beginDownload(head);
}

void Exchange::beginPassing(const http::ResponseHead &head)
{
    m_state = State::Responding;
    letRequestGo();
    if (!holdsForUsage(head))
        return;
    m_download.hold();
    m_workshop.loop.deadlines().set(m_deadline, UsageHoldTime);
}

void Exchange::beginDownload(const http::ResponseHead &head)
{
    const bool streams = m_trace->record.streaming;
    const bool mayTell = m_wantsTrailers && m_usage && streams;
    const http::Delivery delivery = m_download.choose(m_attempt.framing(), mayTell);
    m_tellsInTrailers = mayTell && m_download.isRechunked();
    QByteArrayView added = m_route->anyOrigin ? http::corsFields() : QByteArrayView();
    QByteArray more;
    if (m_admission.isActive())
        more = m_admission.headroomFields(head);
    if (m_tellsInTrailers)
        more += usageTrailerNames();
    if (!more.isEmpty()) {
        more.append(added.data(), added.size());
        added = more;
    }
    m_download.begin(head,
                     {.delivery = delivery,
                      .closes = !m_upload.isComplete() || m_client.closesAfterwards()
                                || delivery == http::Delivery::UntilClose,
                      .dropsCors = m_route->anyOrigin,
                      .isEventStream = streams && !m_route->vendor->isSigned,
                      .added = added});
}

bool Exchange::holdsForUsage(const http::ResponseHead &head) const
{
    if (!m_rules->tellsUsage || !m_rules->readsUsage || m_headRequest || head.status >= 300
        || m_trace->record.streaming || m_usage->answer().form != usage::Form::Json)
        return false;
    const http::Framing framing = m_attempt.framing();
    const auto *sized = std::get_if<http::Sized>(&framing);
    return sized == nullptr || sized->bytes <= UsageHoldBytes;
}

void Exchange::releaseHeld()
{
    net::Deadlines::cancel(m_deadline);
    m_download.release({});
    paceUpstream();
}

void Exchange::Answer::bodyPiece(const char *data, qsizetype size)
{
    exchange.takeBody(data, size);
}

void Exchange::takeBody(const char *data, qsizetype size)
{
    notePiece({data, size});
    if (m_usage)
        m_usage->feed({data, size});
    if (m_guard.isProbing() && (!m_usage || m_usage->answer().hasContent)
        && m_state == State::Responding && m_trace->record.status < 400)
        m_guard.contentCame(m_workshop.loop.now());
    if (m_guard.isActive() && m_trace->record.status >= 400)
        m_errorBody.append(data, std::min(size, circuit::MaxErrorBodyBytes - m_errorBody.size()));
    m_download.bodyPiece(data, size);
}

void Exchange::Answer::bodyReceived(const char *data, qsizetype size)
{
    exchange.m_download.bodyReceived(data, size);
    if (exchange.m_state == State::Weighing) {
        if (exchange.m_errorBody.size() >= circuit::MaxErrorBodyBytes)
            exchange.weighAnswer();
    } else if (exchange.m_download.isHeld()) {
        if (exchange.m_download.heldBytes() > UsageHoldBytes)
            exchange.releaseHeld();
    } else {
        exchange.paceUpstream();
    }
}

void Exchange::notePiece(QByteArrayView bytes)
{
    traffic::ExchangeRecord &record = m_trace->record;
    const MonotonicTime now = m_workshop.loop.now();
    if (record.pieces++ == 0) {
        record.firstByte = elapsed();
    } else {
        const auto gap = std::chrono::duration_cast<Duration>(now - m_pieceAt);
        record.longestGap = std::max(record.longestGap.value_or(gap), gap);
    }
    m_pieceAt = now;
    record.bytesOut += bytes.size();
    if (m_capture)
        m_capture->answerPiece(bytes, elapsed());
}

// Holds the upstream while the client has too much to take.
void Exchange::paceUpstream()
{
    if (m_state != State::Responding || m_outputHeld || m_client.pendingBytes() <= HighMark
        || !m_attempt.isRunning())
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

void Exchange::Answer::answerCompleted()
{
    if (exchange.m_state == State::Weighing)
        exchange.weighAnswer();
    else
        exchange.finishResponse();
}

void Exchange::finishResponse()
{
    if (m_usage)
        m_usage->finish(true);
    QByteArray fields;
    if (m_usage && (m_download.isHeld() || m_tellsInTrailers))
        fields = usageFields(*m_route, m_trace->record, m_usage->answer());
    if (m_download.isHeld()) {
        m_download.release(fields);
        fields.clear();
    }
    if (!fields.isEmpty())
        fields.prepend(m_attempt.trailers());
    m_download.end(fields.isEmpty() ? m_attempt.trailers() : fields);
    if (m_state != State::Responding)
        return; // the client left while it was sent to
    m_verdict = verdictAt(circuit::StreamEnd::Complete);
    settle();
    m_client.responseEnded(!m_download.endsByClosing());
}

// The upstream broke off what the client is being sent.
void Exchange::answerBroke()
{
    m_verdict = verdictAt(endOf(m_failure->fault));
    if (m_download.isHeld())
        m_download.release({});
    breakOff(m_failure->fault == AttemptFault::BodyIdle ? traffic::EndedBy::Timeout
                                                        : traffic::EndedBy::Upstream,
             codeOf(m_failure->fault));
}

// Headers decide retries; the end of the body decides the count (see docs/circuit-breaker.md).
circuit::Verdict Exchange::verdictAt(circuit::StreamEnd end) const
{
    if (!m_guard.isActive())
        return {};
    if (m_trace->record.status >= 400)
        return verdictOfError();
    const usage::Answer &answer = m_usage->answer();
    if (answer.error)
        return circuit::classify(
            m_route->vendor->faults, streamError(answer.error->kind), answer.error->type);
    const bool isDone = answer.isTerminated || !answer.finishReason.isEmpty();
    if (isDone && end != circuit::StreamEnd::ClientGone)
        return {};
    const bool streams = answer.form == usage::Form::Sse || answer.form == usage::Form::EventStream;
    if (end == circuit::StreamEnd::Complete && streams && !answer.isUnreadable)
        end = circuit::StreamEnd::Incomplete;
    return circuit::classify(end);
}

void Exchange::onDeadline()
{
    if (m_state == State::Waiting) {
        gate();
    } else if (m_state == State::Weighing) {
        weighAnswer();
    } else if (m_download.isHeld()) {
        releaseHeld();
    } else {
        m_verdict = verdictAt(circuit::StreamEnd::ClientGone);
        breakOff(traffic::EndedBy::Timeout, "client_stalled");
        m_client.close(); // nor would it take what is left
    }
}

} // namespace llmproxy::proxy
