// SPDX-License-Identifier: MIT
#include "tests/support/scripted_upstream.h"

#include "tests/support/peer.h"

#include <algorithm>

namespace llmproxy::test {

struct ScriptedUpstream::Connection final : http::BodySink
{
    std::unique_ptr<QTcpSocket> socket;
    http::RequestParser parser{http::ParseLimits{.headBytes = 1 << 20, .targetBytes = 1 << 18}};
    SeenRequest request;
    int number = 0;
    bool keepsBodies = true;

    void bodyPiece(const char *data, qsizetype size) override
    {
        if (request.body.size() < (1 << 20))
            request.body.append(data, size);
    }
};

ScriptedUpstream::ScriptedUpstream(Answer answer)
    : m_answer(std::move(answer))
{
    QObject::connect(&m_server, &QTcpServer::newConnection, this, [this] { accepted(); });
    m_server.listen(QHostAddress::LocalHost);
}

ScriptedUpstream::~ScriptedUpstream()
{
    closeAll();
}

void ScriptedUpstream::accepted()
{
    while (QTcpSocket *const socket = m_server.nextPendingConnection()) {
        auto connection = std::make_unique<Connection>();
        Connection *const made = connection.get();
        socket->setParent(nullptr);
        made->socket.reset(socket);
        made->number = ++m_connections;
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        if (!m_reading)
            socket->setReadBufferSize(1024);
        QObject::connect(socket, &QTcpSocket::readyRead, this, [this, made] { read(*made); });
        QObject::connect(socket, &QTcpSocket::disconnected, this, [this, made] {
            made->socket.release()->deleteLater();
            std::erase_if(m_open, [made](const auto &each) { return each.get() == made; });
        });
        m_open.push_back(std::move(connection));
        if (socket->bytesAvailable() > 0)
            read(*made);
    }
}

void ScriptedUpstream::read(Connection &connection)
{
    if (!m_reading)
        return;
    QByteArray bytes = connection.socket->readAll();
    m_bytes += bytes.size();
    while (!bytes.isEmpty()) {
        const http::ParseStep step =
            connection.parser.feed(bytes.constData(), bytes.size(), &connection);
        bytes.remove(0, step.consumed);
        if (step.headDone && !takeHead(connection))
            return;
        if (step.error != http::ParseError::None) {
            connection.socket->abort();
            return;
        }
        if (step.messageDone && !takeRequest(connection))
            return;
    }
}

bool ScriptedUpstream::takeHead(Connection &connection)
{
    connection.request.head = connection.parser.request();
    connection.request.connection = connection.number;
    QTcpSocket *const socket = connection.socket.get();
    if (m_onHead)
        m_onHead(*socket);
    return socket->state() == QAbstractSocket::ConnectedState;
}

bool ScriptedUpstream::takeRequest(Connection &connection)
{
    connection.request.trailers = connection.parser.trailers();
    connection.parser.reset();
    m_requests.push_back(std::exchange(connection.request, {}));
    QTcpSocket *const socket = connection.socket.get();
    m_answer(*socket, m_requests.back());
    return socket->state() == QAbstractSocket::ConnectedState;
}

void ScriptedUpstream::closeAll()
{
    while (!m_open.empty()) {
        QTcpSocket *const socket = m_open.back()->socket.get();
        socket->abort();
        if (!m_open.empty() && m_open.back()->socket.get() == socket)
            m_open.pop_back();
    }
}

std::vector<QTcpSocket *> ScriptedUpstream::sockets() const
{
    std::vector<QTcpSocket *> all;
    all.reserve(m_open.size());
    for (const auto &connection : m_open)
        all.push_back(connection->socket.get());
    return all;
}

bool ScriptedUpstream::isAbandoned() const
{
    const auto all = sockets();
    return std::all_of(all.begin(), all.end(), [](auto *socket) { return hasLeft(*socket); });
}

void ScriptedUpstream::setReading(bool reading)
{
    m_reading = reading;
    if (!reading)
        keepReceiveBufferSmall(m_server.socketDescriptor());
}

ScriptedUpstream::Answer ScriptedUpstream::echo()
{
    return [](QTcpSocket &socket, const SeenRequest &request) {
        const QByteArray body =
            R"({"echo":")" + request.head.target().toByteArray().toBase64() + R"("})";
        QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + QByteArray::number(body.size()) + "\r\n\r\n";
        if (request.head.method() != "HEAD")
            answer += body;
        socket.write(answer);
    };
}

ScriptedUpstream::Answer ScriptedUpstream::fixed(const QByteArray &bytes, bool closes)
{
    return [bytes, closes](QTcpSocket &socket, const SeenRequest &) {
        socket.write(bytes);
        if (closes)
            socket.disconnectFromHost();
    };
}

} // namespace llmproxy::test
