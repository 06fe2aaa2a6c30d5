// SPDX-License-Identifier: MIT
#include "engine/net/client_connection.h"

#include <utility>

namespace llmproxy::net {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype AheadLimit = Loop::BufferSize;
constexpr qint64 LingerBytes = qint64(256) * 1024;
constexpr Duration LingerTime = 1s;
constexpr Duration SendTime = 30s; ///< for the last bytes to a client that takes none

} // namespace

ClientConnection::ClientConnection(Loop &loop,
                                   RequestServer &server,
                                   std::shared_ptr<const ClientLimits> limits)
    : m_loop(loop)
    , m_server(server)
    , m_limits(std::move(limits))
    , m_socket(this)
    , m_parser(m_limits->parse)
    , m_deadline(Deadline::calling<&ClientConnection::onDeadline>(*this))
{}

ClientConnection::~ClientConnection() = default;

bool ClientConnection::adopt(qintptr descriptor)
{
    if (!m_socket.adopt(descriptor))
        return false;
    m_peer = m_socket.peer();
    m_socket.watchHangup();
    m_loop.deadlines().set(m_deadline, m_limits->idleTimeout);
    return true;
}

void ClientConnection::send(const char *data, qsizetype size)
{
    m_responseStarted = true;
    if (m_state != State::Closed)
        m_socket.write(data, size); // a break is told by the socket
}

void ClientConnection::sendInterim(QByteArrayView bytes)
{
    if (m_state == State::Answering)
        m_socket.write(bytes.data(), bytes.size());
}

void ClientConnection::socketReadable()
{
    if (m_state == State::Lingering || m_state == State::Sending)
        drainInput();
    else
        readAll();
}

void ClientConnection::readAll()
{
    char *const buffer = m_loop.buffer();
    // A client that sends without end must not keep the others waiting; what is left in the kernel
    // wakes the loop again.
    for (int reads = 0; reads < Loop::ReadsPerTurn; ++reads) {
        if (m_state == State::Closed || m_held || m_ahead.size() >= AheadLimit)
            return;
        const qsizetype got = m_socket.read(buffer, Loop::BufferSize);
        if (got < 0) {
            clientLeft();
            return;
        }
        if (got == 0)
            return;
        take(buffer, got);
        if (m_state == State::Answering && m_responder && !m_responseEnded)
            m_responder->inputPaused();
        if (got < Loop::BufferSize)
            return;
    }
}

void ClientConnection::take(const char *data, qsizetype size)
{
    m_taking = true;
    while (size > 0 && m_state <= State::Answering) {
        if (m_state == State::Answering && m_requestEnded) {
            m_ahead.append(data, size);
            break;
        }
        const http::ParseStep step = m_parser.feed(data, size, this);
        data += step.consumed;
        size -= step.consumed;
        if (!apply(step))
            break;
        if (m_responseEnded)
            settle();
    }
    m_taking = false;
}

// False when nothing more may be parsed on this connection.
bool ClientConnection::apply(const http::ParseStep &step)
{
    if (step.error != http::ParseError::None) {
        refuse(http::statusOf(step.error));
        return false;
    }
    if (m_state == State::Idle && m_parser.started()) {
        m_state = State::Head;
        // From the first byte, and not moved by the next ones.
        if (!step.headDone)
            m_loop.deadlines().set(m_deadline, m_limits->headTimeout);
    }
    if (step.headDone)
        beginRequest(step.messageDone);
    else if (m_state == State::Answering && !m_requestEnded && !step.messageDone)
        m_loop.deadlines().set(m_deadline, m_limits->idleTimeout);
    if (step.messageDone && m_state == State::Answering) {
        m_requestEnded = true;
        Deadlines::cancel(m_deadline);
        if (!m_responseEnded)
            m_responder->bodyEnded(m_parser.trailers());
    }
    return true;
}

void ClientConnection::beginRequest(bool complete)
{
    m_state = State::Answering;
    m_requestEnded = complete;
    m_responseStarted = false;
    m_responseEnded = false;
    if (complete)
        Deadlines::cancel(m_deadline);
    else
        m_loop.deadlines().set(m_deadline, m_limits->idleTimeout);
    m_responder = m_server.respondTo(*this);
    m_responder->head(m_parser.request(), m_parser.framing());
}

void ClientConnection::bodyPiece(const char *data, qsizetype size)
{
    if (m_state == State::Answering && !m_responseEnded)
        m_responder->bodyPiece(data, size);
}

void ClientConnection::responseEnded(bool reusable)
{
    if (m_state != State::Answering)
        return;
    m_responseEnded = true;
    m_reusable = reusable;
    if (!m_taking)
        settle();
}

void ClientConnection::settle()
{
    if (m_state != State::Answering || !m_responseEnded)
        return;
    if (m_requestEnded && m_reusable && m_parser.keepAlive() && !m_closing)
        nextRequest();
    else
        closeAfterSending(!m_requestEnded || !m_ahead.isEmpty());
}

void ClientConnection::nextRequest()
{
    m_loop.bury(std::move(m_responder));
    m_parser.reset();
    m_state = State::Idle;
    m_requestEnded = false;
    m_responseEnded = false;
    m_loop.deadlines().set(m_deadline, m_limits->idleTimeout);
    if (m_taking || m_ahead.isEmpty())
        return;
    const bool stoppedReading = m_ahead.size() >= AheadLimit;
    const QByteArray ahead = std::exchange(m_ahead, {});
    take(ahead.constData(), ahead.size());
    if (m_state == State::Answering && !m_responseEnded)
        m_responder->inputPaused();
    if (stoppedReading && m_state <= State::Answering)
        m_socket.readLater();
}

void ClientConnection::abortResponse(bool endsByClosing)
{
    if (m_state != State::Answering)
        return;
    m_resetsAtEnd = endsByClosing;
    m_responseEnded = true;
    m_reusable = false;
    m_closing = true;
    if (!m_taking)
        settle();
}

void ClientConnection::holdInput()
{
    m_held = true;
    Deadlines::cancel(m_deadline); // it is not the client that is slow
}

void ClientConnection::resumeInput()
{
    if (!m_held)
        return;
    m_held = false;
    if (m_state != State::Answering)
        return;
    if (!m_requestEnded)
        m_loop.deadlines().set(m_deadline, m_limits->idleTimeout);
    m_socket.readLater();
}

// A message that cannot be taken. If its answer has begun, the client sees it break off.
void ClientConnection::refuse(int status)
{
    const bool began = m_state == State::Answering && m_responseStarted;
    if (m_responder) {
        m_responder->clientGone();
        m_loop.bury(std::move(m_responder));
    }
    if (!began)
        send(m_server.refusal(status, *this));
    closeAfterSending(true);
}

void ClientConnection::closeAfterSending(bool unreadInput)
{
    if (m_responder)
        m_loop.bury(std::move(m_responder));
    m_ahead.clear();
    m_state = State::Sending;
    m_unreadInput = unreadInput;
    m_loop.deadlines().set(m_deadline, SendTime);
    if (m_socket.pending() == 0)
        sent();
    else
        m_socket.watchDrain(true);
}

void ClientConnection::sent()
{
    if (m_unreadInput && !m_resetsAtEnd)
        linger();
    else
        closed();
}

// Closing with input unread makes the kernel send a reset, which can take the answer away from a
// client before it has read it (RFC 9112 §9.6).
void ClientConnection::linger()
{
    m_state = State::Lingering;
    m_socket.watchDrain(false);
    m_socket.endWriting();
    m_loop.deadlines().set(m_deadline, LingerTime);
    m_socket.readLater();
}

void ClientConnection::drainInput()
{
    char *const buffer = m_loop.buffer();
    while (m_state == State::Lingering || m_state == State::Sending) {
        const qsizetype got = m_socket.read(buffer, Loop::BufferSize);
        if (got == 0)
            return;
        m_lingered += got;
        if (got < 0 || m_lingered > LingerBytes) {
            closed();
            return;
        }
    }
}

void ClientConnection::socketDrained()
{
    if (m_state == State::Sending && m_socket.pending() == 0)
        sent();
    else if (m_state == State::Answering && m_responder && !m_responseEnded)
        m_responder->clientDrained();
}

void ClientConnection::socketFailed(QAbstractSocket::SocketError)
{
    clientLeft();
}

void ClientConnection::socketHungUp()
{
    // In Sending the client may have ended its side on seeing the answer's end.
    if (m_state != State::Sending && m_state != State::Lingering)
        clientLeft();
}

void ClientConnection::clientLeft()
{
    if (m_state == State::Closed)
        return;
    if (m_responder) {
        m_responder->clientGone();
        m_loop.bury(std::move(m_responder));
    }
    closed();
}

void ClientConnection::closed()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    Deadlines::cancel(m_deadline);
    if (m_resetsAtEnd || m_socket.pending() > 0) // what is left will never come
        m_socket.abortWithReset();
    else
        m_socket.abort();
    m_server.connectionClosed(*this);
}

void ClientConnection::closeWhenIdle()
{
    m_closing = true;
    if (m_state == State::Idle)
        closed();
}

void ClientConnection::close()
{
    clientLeft();
}

void ClientConnection::onDeadline()
{
    if (m_state == State::Head || m_state == State::Answering)
        refuse(408);
    else
        closed();
}

} // namespace llmproxy::net
