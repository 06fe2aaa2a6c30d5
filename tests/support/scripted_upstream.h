// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/parser.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <functional>
#include <memory>
#include <vector>

namespace llmproxy::test {

/// A request as it arrived at an upstream.
struct SeenRequest
{
    http::RequestHead head;
    QByteArray body;
    QByteArray trailers;
    int connection = 0; ///< number of the connection it came on
};

/// An HTTP/1.1 server in the test's thread that records what arrives, byte for byte, and answers
/// with what the test says.
class ScriptedUpstream : public QObject
{
public:
    /// Writes the answer to a socket; may keep it and write later.
    using Answer = std::function<void(QTcpSocket &socket, const SeenRequest &request)>;

    explicit ScriptedUpstream(Answer answer = echo());
    ~ScriptedUpstream() override;

    quint16 port() const { return m_server.serverPort(); }
    void setAnswer(Answer answer) { m_answer = std::move(answer); }
    /// Called with a request's head before its body came.
    void onHead(std::function<void(QTcpSocket &)> call) { m_onHead = std::move(call); }

    const std::vector<SeenRequest> &requests() const { return m_requests; }
    int connections() const { return m_connections; }
    int open() const { return static_cast<int>(m_open.size()); }
    /// Is every connection ended by its other side, also one whose bytes are not read?
    bool isAbandoned() const;
    /// The connections that are open, in the order they came.
    std::vector<QTcpSocket *> sockets() const;
    qint64 bytesReceived() const { return m_bytes; }
    /// Closes all connections, idle or not.
    void closeAll();
    /// Connections that come from now on are read, or not; those hold little unread.
    void setReading(bool reading);

    /// Answers 200 with a small JSON.
    static Answer echo();
    /// Writes `bytes`, and closes behind them if told so.
    static Answer fixed(const QByteArray &bytes, bool closes);

private:
    struct Connection;
    void accepted();
    void read(Connection &connection);
    // False: the connection is gone.
    bool takeHead(Connection &connection);
    bool takeRequest(Connection &connection);

    QTcpServer m_server;
    Answer m_answer;
    std::function<void(QTcpSocket &)> m_onHead;
    std::vector<SeenRequest> m_requests;
    std::vector<std::unique_ptr<Connection>> m_open;
    int m_connections = 0;
    qint64 m_bytes = 0;
    bool m_reading = true;
};

} // namespace llmproxy::test
