// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/tls_server.h"

#include <QByteArray>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <vector>

class QTcpSocket;

namespace llmproxy::test {

/// An https server on a free loopback port, in the thread of the test. What a client says goes to
/// `onPlain`, which answers through the connection it is given:
///
///     TlsListener listener({.identity = issueLeaf("localhost", root)});
///     listener.onPlain = [](TlsListener::Connection &client, const QByteArray &request) {
///         client.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
///     };
class TlsListener : public QTcpServer
{
    Q_OBJECT

public:
    /// One client; it lives until the listener dies, whatever becomes of its socket.
    class Connection
    {
    public:
        Connection(TlsServerContext &context, QTcpSocket *socket);

        void write(const QByteArray &plain);
        void close(); ///< close_notify, then FIN
        void cut();   ///< FIN without close_notify
        void reset(); ///< RST

        const TlsServer &tls() const { return m_tls; }
        bool isConnected() const;

    private:
        friend class TlsListener;
        void flush();

        TlsServer m_tls;
        QTcpSocket *m_socket; // a child of the listener
    };

    explicit TlsListener(TlsServerSettings settings);

    /// Called with what a client said, in pieces as they come.
    std::function<void(Connection &, const QByteArray &)> onPlain;

    /// All clients that ever connected, in order.
    const std::vector<std::unique_ptr<Connection>> &connections() const { return m_connections; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void readFrom(Connection &connection) const;

    TlsServerContext m_context;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

} // namespace llmproxy::test
