// SPDX-License-Identifier: MIT
#include "tests/support/tls_listener.h"

#include <QTcpSocket>

#include <sys/socket.h>
#include <utility>

namespace llmproxy::test {

TlsListener::Connection::Connection(TlsServerContext &context, QTcpSocket *socket)
    : m_tls(context)
    , m_socket(socket)
{}

void TlsListener::Connection::write(const QByteArray &plain)
{
    m_tls.write(plain);
    flush();
}

void TlsListener::Connection::close()
{
    m_tls.sendCloseNotify();
    cut();
}

void TlsListener::Connection::cut()
{
    flush();
    m_socket->disconnectFromHost();
}

void TlsListener::Connection::reset()
{
    // A linger of zero turns the close into a reset.
    const linger none{1, 0};
    const auto descriptor = int(m_socket->socketDescriptor());
    if (setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none) != 0)
        qFatal("SO_LINGER was refused");
    m_socket->abort();
}

bool TlsListener::Connection::isConnected() const
{
    return m_socket->state() == QAbstractSocket::ConnectedState;
}

void TlsListener::Connection::flush()
{
    m_socket->write(m_tls.takeCipher());
}

TlsListener::TlsListener(TlsServerSettings settings)
    : m_context(std::move(settings))
{
    if (!listen(QHostAddress::LocalHost))
        qFatal("no free port");
}

void TlsListener::incomingConnection(qintptr descriptor)
{
    auto *const socket = new QTcpSocket(this);
    socket->setSocketDescriptor(descriptor);
    m_connections.push_back(std::make_unique<Connection>(m_context, socket));
    Connection *const connection = m_connections.back().get();
    connect(socket, &QIODevice::readyRead, this, [this, connection] { readFrom(*connection); });
}

void TlsListener::readFrom(Connection &connection) const
{
    connection.m_tls.feed(connection.m_socket->readAll());
    connection.flush();
    const QByteArray plain = connection.m_tls.takePlain();
    if (onPlain && !plain.isEmpty())
        onPlain(connection, plain);
}

} // namespace llmproxy::test
