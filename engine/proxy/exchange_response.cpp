// SPDX-License-Identifier: MIT
// The way back: from the upstream's bytes to the client's.
#include "engine/http/cors.h"
#include "engine/proxy/exchange.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr int MaxInterims = 10; ///< 1xx responses before the real one

LocalError badResponse()
{
    return {
        502, "The upstream's answer is not well-formed HTTP/1.1", "bad_response", Source::Upstream};
}

LocalError errorOf(const net::UpstreamEnd &end)
{
    const QByteArray text = end.text.toUtf8();
    switch (end.fault) {
    case net::UpstreamFault::NameNotFound:
        return {502, text, "upstream_name_not_found", Source::Upstream};
    case net::UpstreamFault::ConnectFailed:
        return {502, text, "upstream_unreachable", Source::Upstream};
    case net::UpstreamFault::ConnectTimeout:
        return {504, text, "upstream_connect_timeout", Source::Upstream};
    case net::UpstreamFault::ProxyRefused:
        return {502, text, "outbound_proxy_failed", Source::Upstream};
    case net::UpstreamFault::TlsFailed:
        return {502, text, "tls_verify_failed", Source::Upstream};
    case net::UpstreamFault::TlsTimeout:
        return {504, text, "upstream_tls_timeout", Source::Upstream};
    default:
        return {502,
                "The upstream closed the connection before it answered",
                "upstream_reset",
                Source::Upstream};
    }
}

} // namespace

void Exchange::upstreamBytes(const char *data, qsizetype size)
{
    m_replay = QByteArray();
    if (m_state == State::Requesting && !takeHead(data, size))
        return;
    if (m_state == State::Responding)
        takeBody(data, size, false);
}

// True when body bytes may be left to take.
bool Exchange::takeHead(const char *&data, qsizetype &size)
{
    while (true) {
        const http::ParseStep step = m_parser->feed(data, size, nullptr);
        data += step.consumed;
        size -= step.consumed;
        if (step.error != http::ParseError::None) {
            fail(badResponse());
            return false;
        }
        if (!step.headDone)
            return false;
        if (m_parser->response().status >= 200)
            break;
        if (!takeInterim() || size == 0)
            return false;
    }
    beginResponse();
    // The head waits in the scratch buffer, to go out in one write with the body bytes at hand.
    if (m_parser->framing() == http::Framing(http::NoBody{})) {
        const QByteArray &out = m_workshop.loop.scratch();
        sendToClient(out.constData(), out.size());
        if (m_state == State::Responding)
            finishResponse(size > 0);
    } else {
        takeBody(data, size, true);
    }
    return false;
}

// RFC 9110 §15.2. False when the exchange ended over it.
bool Exchange::takeInterim()
{
    const http::ResponseHead &interim = m_parser->response();
    if (interim.status == 101 || ++m_interims > MaxInterims) {
        fail(badResponse());
        return false;
    }
    // A 100 answers an Expect that was answered here already, or that nobody sent.
    if (interim.status != 100 && m_client.minorVersion() == 1)
        m_client.sendInterim(interim.raw);
    m_parser->reset();
    return true;
}

void Exchange::beginResponse()
{
    const http::ResponseHead &head = m_parser->response();
    m_state = State::Responding;
    traffic::ExchangeRecord &record = m_trace.record;
    record.status = head.status;
    record.firstByte = elapsed();
    const auto type = head.find("content-type");
    record.streaming = type && providers::isStream(*m_route->vendor, *type);
    record.phase = traffic::Phase::Streaming;
    tell();

    const bool chunked = std::holds_alternative<http::Chunked>(m_parser->framing());
    const bool untilClose = std::holds_alternative<http::UntilClose>(m_parser->framing());
    if ((chunked || untilClose) && m_client.minorVersion() == 0)
        m_delivery = http::Delivery::UntilClose;
    else if (untilClose)
        m_delivery = http::Delivery::Rechunked;
    QByteArray &out = m_workshop.loop.scratch();
    out.resize(0);
    http::appendResponseHead(out,
                             head,
                             {.delivery = m_delivery,
                              .closes = !m_requestComplete || m_client.closesAfterwards()
                                        || m_delivery == http::Delivery::UntilClose,
                              .dropsCors = m_route->anyOrigin,
                              .isEventStream = record.streaming && !m_route->vendor->isSigned,
                              .added = m_route->anyOrigin ? http::corsFields() : QByteArrayView()});
}

void Exchange::ResponseBody::bodyPiece(const char *data, qsizetype size)
{
    exchange.m_trace.record.bytesOut += size;
    if (exchange.m_delivery == http::Delivery::AsReceived)
        return;
    QByteArray &out = exchange.m_workshop.loop.scratch();
    if (exchange.m_delivery == http::Delivery::Rechunked)
        out += QByteArray::number(size, 16) + "\r\n";
    out.append(data, size);
    if (exchange.m_delivery == http::Delivery::Rechunked)
        out += "\r\n";
}

void Exchange::awaitBody()
{
    if (m_rules->bodyIdleTimeout.count() > 0)
        m_workshop.loop.deadlines().set(m_deadline, m_rules->bodyIdleTimeout);
    else
        net::Deadlines::cancel(m_deadline); // that of the head
}

void Exchange::takeBody(const char *data, qsizetype size, bool behindHead)
{
    awaitBody();
    if (!behindHead)
        m_workshop.loop.scratch().resize(0);
    const http::ParseStep step = m_parser->feed(data, size, &m_responseBody);
    deliver(data, step.consumed, behindHead);
    if (m_state != State::Responding)
        return; // the client left while it was sent to
    if (step.error != http::ParseError::None)
        breakOff(traffic::EndedBy::Upstream, "bad_response");
    else if (step.messageDone)
        finishResponse(step.consumed < size);
}

// `data` is what was parsed just now; what it decoded to, if that is wanted, is in the scratch.
void Exchange::deliver(const char *data, qsizetype size, bool behindHead)
{
    QByteArray &out = m_workshop.loop.scratch();
    const bool asReceived = m_delivery == http::Delivery::AsReceived;
    if (asReceived && !behindHead) {
        sendToClient(data, size);
        return;
    }
    if (asReceived)
        out.append(data, size);
    sendToClient(out.constData(), out.size());
}

void Exchange::sendToClient(const char *data, qsizetype size)
{
    if (size == 0)
        return;
    m_client.send(data, size);
    if (m_state == State::Responding && !m_outputHeld && m_client.pendingBytes() > HighMark) {
        m_outputHeld = true;
        m_upstream->holdInput();
        m_client.watchDrain(true);
        m_workshop.loop.deadlines().set(m_deadline, m_rules->writeStallTimeout);
    }
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
    if (m_upstream) {
        awaitBody();
        m_upstream->resumeInput();
    }
}

void Exchange::finishResponse(bool extraBytes)
{
    if (m_delivery == http::Delivery::Rechunked)
        m_client.send(QByteArrayView("0\r\n\r\n"));
    // Bytes behind the response would be taken for the next one.
    if (m_upstream && m_requestComplete && m_outbound.isEmpty() && m_parser->keepAlive()
        && !extraBytes)
        m_workshop.pool.give(std::move(m_upstream));
    const bool reusable = m_delivery != http::Delivery::UntilClose;
    settle();
    m_client.responseEnded(reusable);
}

void Exchange::upstreamEnded(const net::UpstreamEnd &end)
{
    if (m_state == State::Done)
        return;
    if (m_state == State::Requesting) {
        if (!replay())
            fail(m_parser->started() ? badResponse() : errorOf(end));
        return;
    }
    const bool inOrder = end.fault == net::UpstreamFault::None;
    if (inOrder && m_parser->finish().messageDone)
        finishResponse(false);
    else
        breakOff(traffic::EndedBy::Upstream, inOrder ? "truncated" : "upstream_reset");
}

void Exchange::onDeadline()
{
    if (m_state == State::Requesting) {
        const QByteArray what = m_inputHeld ? "took no more of the request" : "sent no answer";
        fail({504, "The upstream " + what + " in time", "upstream_timeout", Source::Upstream});
        return;
    }
    if (!m_outputHeld) {
        breakOff(traffic::EndedBy::Timeout, "timeout_idle");
        return;
    }
    breakOff(traffic::EndedBy::Timeout, "client_stalled");
    m_client.close(); // nor would it take what is left
}

} // namespace llmproxy::proxy
