// SPDX-License-Identifier: MIT
#include "engine/net/upstream_connection.h"

#include <utility>

namespace llmproxy::net {

UpstreamConnection::UpstreamConnection(Loop &loop,
                                       Resolver &resolver,
                                       std::shared_ptr<const Endpoint> endpoint,
                                       std::shared_ptr<const UpstreamTimeouts> timeouts)
    : m_loop(loop)
    , m_endpoint(std::move(endpoint))
    , m_timeouts(std::move(timeouts))
    , m_resolver(resolver)
    , m_deadline(Deadline::calling<&UpstreamConnection::onDeadline>(*this))
{}

UpstreamConnection::~UpstreamConnection() = default;

void UpstreamConnection::connect(UpstreamListener *listener)
{
    m_listener = listener;
    m_state = State::Dialling;
    m_loop.deadlines().set(m_deadline, m_timeouts->connect);
    const auto &proxy = m_endpoint->proxy;
    m_dialer = std::make_unique<Dialer>(
        m_loop, m_resolver, [this](Dialer::Outcome outcome) { dialled(std::move(outcome)); });
    m_dialer->dial(proxy ? proxy->host : m_endpoint->host, proxy ? proxy->port : m_endpoint->port);
}

void UpstreamConnection::dialled(Dialer::Outcome outcome)
{
    m_loop.bury(std::move(m_dialer));
    if (!outcome) {
        const bool unknown = outcome.error().nameNotFound;
        end(unknown ? UpstreamFault::NameNotFound : UpstreamFault::ConnectFailed,
            outcome.error().text);
        return;
    }
    m_socket = std::move(*outcome);
    m_socket->setListener(this);
    if (!m_endpoint->proxy) {
        tunnelled();
        return;
    }
    m_state = State::Tunnelling;
    m_tunnel = std::make_unique<http::ConnectReply>(m_endpoint->proxy->host);
    const QByteArray request =
        http::connectRequest(m_endpoint->host, m_endpoint->port, m_endpoint->proxy->authorization);
    m_socket->write(request.constData(), request.size());
}

void UpstreamConnection::tunnelled()
{
    if (!m_endpoint->tls) {
        opened();
        return;
    }
    m_state = State::Handshaking;
    m_loop.deadlines().set(m_deadline, m_timeouts->tlsHandshake);
    m_tls = std::make_unique<TlsSession>(m_endpoint->tls);
    QByteArray out;
    m_tls->start(m_endpoint->host, m_endpoint->port, out);
    m_socket->write(out.constData(), out.size());
}

void UpstreamConnection::opened()
{
    m_state = State::Open;
    m_openedAt = m_loop.now();
    Deadlines::cancel(m_deadline);
    m_listener->upstreamReady();
}

void UpstreamConnection::write(QByteArrayView bytes)
{
    Q_ASSERT(m_state == State::Open);
    if (!m_tls) {
        m_socket->write(bytes.data(), bytes.size()); // a break is told by the socket
        return;
    }
    QByteArray &out = m_loop.cipher();
    out.resize(0);
    m_tls->encrypt(bytes, out);
    m_socket->write(out.constData(), out.size());
}

void UpstreamConnection::resumeInput()
{
    if (!std::exchange(m_held, false) || m_state != State::Open)
        return;
    m_socket->readLater();
}

void UpstreamConnection::socketReadable()
{
    char *const buffer = m_loop.buffer();
    for (int reads = 0; reads < Loop::ReadsPerTurn; ++reads) {
        if (m_state == State::Closed || m_held)
            return;
        const qsizetype got = m_socket->read(buffer, Loop::BufferSize);
        if (got < 0) {
            streamEnded();
            return;
        }
        if (got == 0 || !(m_tls ? deliverCipher(buffer, got) : deliver(buffer, got)))
            return;
        if (got < Loop::BufferSize)
            return;
    }
}

// False when the connection is closed or not the listener's any more.
bool UpstreamConnection::deliver(const char *data, qsizetype size)
{
    if (m_state == State::Tunnelling) {
        feedTunnel(data, size);
        return m_state != State::Closed;
    }
    UpstreamListener *const listener = m_listener;
    listener->upstreamBytes(data, size);
    return m_state == State::Open && m_listener == listener;
}

bool UpstreamConnection::deliverCipher(const char *data, qsizetype size)
{
    QByteArrayView cipher(data, size);
    char *const plain = m_loop.plain();
    UpstreamListener *const listener = m_listener;
    QByteArray out;
    bool ours = true;
    while (const std::size_t got = m_tls->receive(cipher, {plain, Loop::BufferSize}, out)) {
        // What the session says of itself goes out before what the listener may write now.
        if (!out.isEmpty())
            m_socket->write(out.constData(), out.size());
        out.resize(0);
        if (!ours)
            continue; // what is left concerns nobody, but the session must stay in step
        listener->upstreamBytes(plain, static_cast<qsizetype>(got));
        if (m_state == State::Closed)
            return false;
        ours = m_listener == listener;
    }
    if (!out.isEmpty())
        m_socket->write(out.constData(), out.size());
    if (m_tls->state() == TlsSession::State::Closed) {
        streamEnded();
        return false;
    }
    if (m_state == State::Handshaking && m_tls->state() == TlsSession::State::Open)
        opened();
    return ours && m_state != State::Closed;
}

void UpstreamConnection::feedTunnel(const char *data, qsizetype size)
{
    const auto done = m_tunnel->feed({data, size});
    if (!done) {
        end(UpstreamFault::ProxyRefused, done.error().text);
    } else if (*done) {
        m_tunnel.reset();
        tunnelled();
    }
}

void UpstreamConnection::streamEnded()
{
    switch (m_state) {
    case State::Tunnelling:
        end(UpstreamFault::ProxyRefused,
            QStringLiteral("the proxy %1 closed the connection")
                .arg(QString::fromLatin1(m_endpoint->proxy->host)));
        break;
    case State::Handshaking: {
        const QString text = m_tls->error().text;
        end(m_tls->error().fault == TlsFault::NotTrusted ? UpstreamFault::NotTrusted
                                                         : UpstreamFault::TlsFailed,
            text.isEmpty()
                ? QStringLiteral("%1 closed the connection during the TLS handshake").arg(place())
                : text);
        break;
    }
    default: {
        // TLS without close_notify: nobody knows whether that was all (RFC 8446 §6.1).
        const bool inOrder = m_tls ? m_tls->peerClosed() : !m_socket->wasReset();
        end(inOrder ? UpstreamFault::None : UpstreamFault::Reset,
            QStringLiteral("%1 closed the connection").arg(place()));
    }
    }
}

void UpstreamConnection::socketDrained()
{
    if (m_state == State::Open)
        m_listener->upstreamDrained();
}

void UpstreamConnection::socketFailed(QAbstractSocket::SocketError)
{
    end(UpstreamFault::Reset, QStringLiteral("the connection to %1 broke").arg(place()));
}

void UpstreamConnection::onDeadline()
{
    if (m_state == State::Handshaking)
        end(UpstreamFault::TlsTimeout,
            QStringLiteral("%1 did not finish the TLS handshake in time").arg(place()));
    else if (m_state == State::Open)
        end(UpstreamFault::None, {}); // idle in the pool for too long
    else
        end(UpstreamFault::ConnectTimeout,
            QStringLiteral("no connection to %1 in time").arg(place()));
}

void UpstreamConnection::end(UpstreamFault fault, const QString &text)
{
    if (m_state == State::Closed)
        return;
    UpstreamListener *const listener = std::exchange(m_listener, nullptr);
    abort();
    if (listener != nullptr)
        listener->upstreamEnded({fault, text});
}

void UpstreamConnection::abort()
{
    m_state = State::Closed;
    Deadlines::cancel(m_deadline);
    if (m_dialer)
        m_loop.bury(std::move(m_dialer));
    if (!m_socket)
        return;
    // An upstream that does not read would find a plain end only behind all that it was sent.
    if (m_socket->pending() > 0)
        m_socket->abortWithReset();
    else
        m_socket->abort();
}

QString UpstreamConnection::place() const
{
    return QString::fromLatin1(m_endpoint->host + ':' + QByteArray::number(m_endpoint->port));
}

} // namespace llmproxy::net
