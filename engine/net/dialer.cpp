// SPDX-License-Identifier: MIT
#include "engine/net/dialer.h"

#include <algorithm>
#include <utility>

namespace llmproxy::net {

namespace {

constexpr Duration ConnectionAttemptDelay{250}; // RFC 8305 §8

} // namespace

struct Dialer::Attempt final : SocketListener
{
    explicit Attempt(Dialer &owner)
        : dialer(owner)
        , socket(std::make_unique<Socket>(this))
    {}

    void socketConnected() override { dialer.connected(*this); }
    void socketReadable() override {}
    void socketFailed(QAbstractSocket::SocketError error) override { dialer.failed(*this, error); }

    Dialer &dialer;
    std::unique_ptr<Socket> socket;
    bool over = false;
};

Dialer::Dialer(Loop &loop, Resolver &resolver, std::function<void(Outcome)> done)
    : m_loop(loop)
    , m_resolver(resolver)
    , m_done(std::move(done))
    , m_stagger(Deadline::calling<&Dialer::tryNext>(*this))
{}

Dialer::~Dialer() = default;

void Dialer::dial(const QByteArray &host, quint16 port)
{
    m_host = host;
    m_port = port;
    m_query = m_resolver.resolve(host, [this](const Resolved &addresses) { resolved(addresses); });
}

void Dialer::resolved(const Resolved &addresses)
{
    if (!addresses) {
        const bool notFound = addresses.error() == ResolveError::NotFound;
        finish(Failure<DialError>(
            {true,
             notFound ? QStringLiteral("there is no host %1").arg(QString::fromLatin1(m_host))
                      : QStringLiteral("the name %1 could not be looked up")
                            .arg(QString::fromLatin1(m_host))}));
        return;
    }
    m_addresses = *addresses;
    tryNext();
}

void Dialer::tryNext()
{
    if (m_finished || m_next == m_addresses.size())
        return;
    const QHostAddress address = m_addresses[m_next++];
    if (m_next < m_addresses.size())
        m_loop.deadlines().set(m_stagger, ConnectionAttemptDelay);
    m_attempts.push_back(std::make_unique<Attempt>(*this));
    m_attempts.back()->socket->connectTo(address, m_port);
}

void Dialer::connected(Attempt &attempt)
{
    if (m_finished)
        return;
    attempt.over = true;
    finish(std::move(attempt.socket));
}

void Dialer::failed(Attempt &attempt, QAbstractSocket::SocketError error)
{
    if (m_finished || std::exchange(attempt.over, true))
        return;
    if (m_next < m_addresses.size()) {
        tryNext();
        return;
    }
    const bool allOver = std::all_of(
        m_attempts.begin(), m_attempts.end(), [](const auto &each) { return each->over; });
    if (!allOver)
        return;
    const QString reason = error == QAbstractSocket::ConnectionRefusedError
                               ? QStringLiteral("refused the connection")
                               : QStringLiteral("cannot be reached");
    finish(Failure<DialError>({false, place() + QLatin1Char(' ') + reason}));
}

void Dialer::finish(Outcome outcome)
{
    m_finished = true;
    Deadlines::cancel(m_stagger);
    for (const auto &attempt : m_attempts) {
        if (attempt->socket)
            attempt->socket->abort();
    }
    m_done(std::move(outcome));
}

QString Dialer::place() const
{
    return QString::fromLatin1(m_host + ':' + QByteArray::number(m_port));
}

} // namespace llmproxy::net
