// SPDX-License-Identifier: MIT
#include "engine/proxy/attempt.h"

#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr qsizetype HighMark = qsizetype(256) * 1024; ///< of unsent bytes: hold the client above
constexpr qsizetype LowMark = qsizetype(64) * 1024;   ///< and let it go on below
constexpr int MaxInterims = 10;                       ///< 1xx responses before the real one

AttemptFault faultOf(net::UpstreamFault fault)
{
    switch (fault) {
    case net::UpstreamFault::NameNotFound:
        return AttemptFault::NameNotFound;
    case net::UpstreamFault::ConnectFailed:
        return AttemptFault::ConnectFailed;
    case net::UpstreamFault::ConnectTimeout:
        return AttemptFault::ConnectTimeout;
    case net::UpstreamFault::ProxyRefused:
        return AttemptFault::ProxyRefused;
    case net::UpstreamFault::NotTrusted:
        return AttemptFault::NotTrusted;
    case net::UpstreamFault::TlsFailed:
        return AttemptFault::TlsFailed;
    case net::UpstreamFault::TlsTimeout:
        return AttemptFault::TlsTimeout;
    case net::UpstreamFault::None:
        return AttemptFault::Eof;
    case net::UpstreamFault::Reset:
        break;
    }
    return AttemptFault::Reset;
}

} // namespace

Attempt::Attempt(net::Loop &loop,
                 net::UpstreamPool &pool,
                 Upload &upload,
                 AttemptListener &listener)
    : m_loop(loop)
    , m_pool(pool)
    , m_upload(upload)
    , m_listener(listener)
    , m_deadline(net::Deadline::calling<&Attempt::onDeadline>(*this))
{}

Attempt::~Attempt() = default;

void Attempt::start(std::shared_ptr<const net::Endpoint> endpoint, const Terms &terms)
{
    Q_ASSERT(m_state == State::Idle);
    m_endpoint = std::move(endpoint);
    m_terms = terms;
    m_parser.emplace(m_terms.parse);
    m_parser->setAnswersHead(m_terms.answersHead);
    m_state = State::Requesting;
    m_replayed = false;
    m_interims = 0;
    connect(false);
}

void Attempt::connect(bool fresh)
{
    ++m_connections;
    if (!fresh)
        m_connection = m_pool.takeIdle(*m_endpoint, this);
    if (m_connection)
        return;
    if (m_terms.isLast)
        m_upload.keepUpTo(0);
    m_connection = m_pool.makeNew(m_endpoint);
    m_connection->connect(this);
}

void Attempt::send()
{
    if (m_state == State::Idle)
        return;
    if (m_connection->isOpen() && m_upload.hasUnsent()) {
        m_connection->write(m_upload.unsent());
        m_upload.markSent();
        if (m_upload.isComplete() && m_state == State::Requesting)
            await(m_terms.headTimeout);
    }
    const qsizetype waiting = m_upload.unsent().size() + m_connection->pendingBytes();
    if (waiting > HighMark && !m_holdsUpload && !m_upload.isComplete())
        hold(true);
    if (m_holdsUpload && m_connection->isOpen()) {
        m_connection->watchDrain(true);
        upstreamDrained();
    }
}

void Attempt::upstreamDrained()
{
    if (!m_holdsUpload)
        return;
    if (m_connection->pendingBytes() >= LowMark)
        await(m_terms.writeStall);
    else
        hold(false);
}

void Attempt::hold(bool held)
{
    m_holdsUpload = held;
    if (held) {
        await(m_terms.writeStall);
    } else {
        m_connection->watchDrain(false);
        if (m_upload.isComplete())
            await(m_terms.headTimeout);
        else if (m_state == State::Requesting)
            net::Deadlines::cancel(m_deadline);
    }
    m_listener.uploadHeld(held);
}

// While the answer comes, only its own silence counts.
void Attempt::await(Duration time)
{
    if (m_state == State::Requesting)
        m_loop.deadlines().set(m_deadline, time);
}

bool Attempt::replay()
{
    if (!m_connection->isReused() || !m_upload.isWhole() || m_parser->started() || m_replayed)
        return false;
    m_replayed = true;
    m_upload.rewind();
    m_loop.bury(std::move(m_connection));
    net::Deadlines::cancel(m_deadline);
    connect(true);
    return true;
}

void Attempt::stop()
{
    if (m_state == State::Idle)
        return;
    m_state = State::Idle;
    net::Deadlines::cancel(m_deadline);
    if (m_connection) {
        m_connection->setListener(nullptr);
        m_connection->abort();
        m_loop.bury(std::move(m_connection));
    }
    m_inputHeld = false;
    if (std::exchange(m_holdsUpload, false))
        m_listener.uploadHeld(false);
}

void Attempt::upstreamBytes(const char *data, qsizetype size)
{
    if (m_state == State::Requesting && !takeHead(data, size))
        return;
    if (m_state == State::Responding)
        takeBody(data, size);
}

// True when the body is to be taken.
bool Attempt::takeHead(const char *&data, qsizetype &size)
{
    while (true) {
        const http::ParseStep step = m_parser->feed(data, size, nullptr);
        data += step.consumed;
        size -= step.consumed;
        if (step.error != http::ParseError::None) {
            fail(AttemptFault::BadResponse);
            return false;
        }
        if (!step.headDone)
            return false;
        if (m_parser->response().status >= 200)
            break;
        if (!takeInterim() || size == 0)
            return false;
    }
    m_state = State::Responding;
    if (m_terms.isLast)
        m_upload.keepUpTo(0); // no other connection will need it
    const bool hasBody = m_parser->framing() != http::Framing(http::NoBody{});
    m_listener.headReceived();
    if (m_state != State::Responding)
        return false;
    if (!hasBody)
        finish(size > 0);
    return hasBody;
}

// RFC 9110 §15.2. False when the attempt ended over it.
bool Attempt::takeInterim()
{
    const http::ResponseHead &interim = m_parser->response();
    if (interim.status == 101 || ++m_interims > MaxInterims) {
        fail(AttemptFault::BadResponse);
        return false;
    }
    m_listener.interimReceived(interim);
    m_parser->reset();
    return m_state == State::Requesting;
}

void Attempt::takeBody(const char *data, qsizetype size)
{
    if (m_terms.bodyIdle.count() > 0)
        m_loop.deadlines().set(m_deadline, m_terms.bodyIdle);
    else
        net::Deadlines::cancel(m_deadline); // that of the head
    const http::ParseStep step = m_parser->feed(data, size, &m_listener);
    m_listener.bodyReceived(data, step.consumed);
    if (m_state != State::Responding)
        return;
    if (step.error != http::ParseError::None)
        fail(AttemptFault::BadResponse);
    else if (step.messageDone)
        finish(step.consumed < size);
}

void Attempt::finish(bool extraBytes)
{
    m_state = State::Idle;
    net::Deadlines::cancel(m_deadline);
    // Bytes behind the answer would be taken for the next one.
    const bool inStep = m_connection && m_upload.isComplete() && !m_upload.hasUnsent()
                        && m_parser->keepAlive() && !extraBytes;
    if (inStep) {
        m_pool.give(std::move(m_connection));
    } else if (m_connection) {
        m_connection->setListener(nullptr);
        m_connection->abort();
        m_loop.bury(std::move(m_connection));
    }
    if (std::exchange(m_holdsUpload, false))
        m_listener.uploadHeld(false);
    m_listener.answerCompleted();
}

void Attempt::upstreamEnded(const net::UpstreamEnd &end)
{
    const bool inOrder = end.fault == net::UpstreamFault::None;
    if (m_state == State::Responding) {
        m_loop.bury(std::move(m_connection));
        if (inOrder && m_parser->finish().messageDone)
            finish(false);
        else
            fail(inOrder ? AttemptFault::Truncated : AttemptFault::Reset);
        return;
    }
    if (m_state == State::Idle || replay())
        return;
    if (m_parser->started())
        fail(AttemptFault::HeadCut);
    else
        fail(faultOf(end.fault), end.text.toUtf8());
}

void Attempt::fail(AttemptFault fault, const QByteArray &text)
{
    const AttemptFailure failure{fault, text};
    stop();
    m_listener.attemptFailed(failure);
}

void Attempt::holdInput()
{
    m_inputHeld = true;
    net::Deadlines::cancel(m_deadline);
    m_connection->holdInput();
}

void Attempt::resumeInput()
{
    if (!std::exchange(m_inputHeld, false) || !m_connection)
        return;
    if (m_terms.bodyIdle.count() > 0)
        m_loop.deadlines().set(m_deadline, m_terms.bodyIdle);
    m_connection->resumeInput();
}

void Attempt::onDeadline()
{
    if (m_state == State::Responding)
        fail(AttemptFault::BodyIdle);
    else
        fail(m_holdsUpload ? AttemptFault::UploadStalled : AttemptFault::HeadTimeout);
}

QByteArray codeOf(AttemptFault fault)
{
    switch (fault) {
    case AttemptFault::NameNotFound:
        return "upstream_name_not_found";
    case AttemptFault::ConnectFailed:
        return "upstream_unreachable";
    case AttemptFault::ConnectTimeout:
        return "upstream_connect_timeout";
    case AttemptFault::ProxyRefused:
        return "outbound_proxy_failed";
    case AttemptFault::NotTrusted:
        return "tls_verify_failed";
    case AttemptFault::TlsFailed:
        return "tls_failed";
    case AttemptFault::TlsTimeout:
        return "upstream_tls_timeout";
    case AttemptFault::UploadStalled:
    case AttemptFault::HeadTimeout:
        return "upstream_timeout";
    case AttemptFault::Eof:
    case AttemptFault::Reset:
        return "upstream_reset";
    case AttemptFault::HeadCut:
    case AttemptFault::BadResponse:
        return "bad_response";
    case AttemptFault::Truncated:
        return "truncated";
    case AttemptFault::BodyIdle:
        break;
    }
    return "timeout_idle";
}

LocalError errorOf(const AttemptFailure &failure)
{
    const QByteArray code = codeOf(failure.fault);
    switch (failure.fault) {
    case AttemptFault::NameNotFound:
    case AttemptFault::ConnectFailed:
    case AttemptFault::ProxyRefused:
    case AttemptFault::NotTrusted:
    case AttemptFault::TlsFailed:
        return {502, failure.text, code, Source::Upstream};
    case AttemptFault::ConnectTimeout:
    case AttemptFault::TlsTimeout:
        return {504, failure.text, code, Source::Upstream};
    case AttemptFault::UploadStalled:
        return {504, "The upstream took no more of the request in time", code, Source::Upstream};
    case AttemptFault::HeadTimeout:
        return {504, "The upstream sent no answer in time", code, Source::Upstream};
    case AttemptFault::HeadCut:
    case AttemptFault::BadResponse:
        return {502, "The upstream's answer is not well-formed HTTP/1.1", code, Source::Upstream};
    default:
        return {
            502, "The upstream closed the connection before it answered", code, Source::Upstream};
    }
}

} // namespace llmproxy::proxy
