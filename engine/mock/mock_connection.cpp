// SPDX-License-Identifier: MIT
#include "engine/mock/mock_connection.h"

#include <QDateTime>
#include <QLocale>
#include <QStringBuilder>
#include <QTcpSocket>

#include <utility>

namespace llmproxy::mock {

namespace {

constexpr qsizetype UnreadLimit = qsizetype(256) * 1024; // then the client's TCP has to wait
constexpr qsizetype BodyLimit = 512 << 20;

QByteArray reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 413:
        return "Content Too Large";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return {}; // optional (RFC 9112 §4)
    }
}

QByteArray dateNow()
{
    return QLocale::c()
        .toString(QDateTime::currentDateTimeUtc(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'")
        .toLatin1();
}

void appendChunk(QByteArray &out, const QByteArray &bytes)
{
    out.append(QByteArray::number(bytes.size(), 16)).append("\r\n").append(bytes).append("\r\n");
}

Request requestOf(const http::RequestHead &head, const QByteArray &body)
{
    Request request{head.method().toByteArray(),
                    head.target().toByteArray(),
                    {},
                    body,
                    std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now())};
    for (const http::Field &field : head.fields)
        request.headers.emplace_back(head.name(field).toByteArray(),
                                     head.value(field).toByteArray());
    return request;
}

} // namespace

MockConnection::MockConnection(QTcpSocket *socket,
                               net::Deadlines &deadlines,
                               Respond respond,
                               QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_deadlines(deadlines)
    , m_respond(std::move(respond))
    , m_parser(http::ParseLimits{})
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setReadBufferSize(UnreadLimit);
    connect(m_socket, &QTcpSocket::readyRead, this, &MockConnection::take);
    connect(m_socket, &QTcpSocket::disconnected, this, [this] {
        m_closing = true;
        net::Deadlines::cancel(m_next);
        deleteLater();
    });
}

void MockConnection::bodyPiece(const char *data, qsizetype size)
{
    m_body.append(data, size);
}

void MockConnection::take()
{
    if (m_answering || m_closing)
        return;
    m_input.append(m_socket->readAll());
    qsizetype used = 0;
    bool more = !m_input.isEmpty();
    while (more) {
        const http::ParseStep step =
            m_parser.feed(m_input.constData() + used, m_input.size() - used, this);
        used += step.consumed;
        apply(step);
        more = !m_answering && !m_closing && (used < m_input.size() || step.headDone);
    }
    m_input.remove(0, used);
}

void MockConnection::apply(const http::ParseStep &step)
{
    if (step.error != http::ParseError::None)
        refuse(http::statusOf(step.error));
    else if (m_body.size() > BodyLimit)
        refuse(413);
    else if (step.messageDone)
        begin();
    else if (step.headDone && m_parser.expectsContinue())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
}

void MockConnection::begin()
{
    m_answer = m_respond(requestOf(m_parser.request(), m_body));
    m_body.clear();
    m_answering = true;
    m_headSent = false;
    m_piecesSent = 0;
    m_lastDue = std::chrono::steady_clock::now();
    advance();
}

void MockConnection::goOn()
{
    advance();
    take(); // a request that waits behind the one that may be answered now
}

void MockConnection::advance()
{
    const MonotonicTime now = std::chrono::steady_clock::now();
    QByteArray out;
    appendDue(out, now);
    if (m_headSent && m_piecesSent == m_answer.pieces.size()) {
        m_socket->write(out);
        end();
        return;
    }
    m_socket->write(out);
    m_deadlines.set(m_next, std::chrono::ceil<Duration>(nextDue() - now));
}

MonotonicTime MockConnection::nextDue() const
{
    return m_lastDue + (m_headSent ? m_answer.pieces.at(m_piecesSent).before : m_answer.latency);
}

void MockConnection::appendDue(QByteArray &out, MonotonicTime now)
{
    if (!m_headSent) {
        if (nextDue() > now)
            return;
        m_lastDue = nextDue();
        m_headSent = true;
        out.append(headOf());
    }
    const bool chunked = m_answer.streamed && m_parser.request().minorVersion > 0;
    const bool silent =
        m_parser.request().method() == QByteArrayView("HEAD") || m_answer.status == 204;
    while (m_piecesSent < m_answer.pieces.size() && nextDue() <= now) {
        m_lastDue = nextDue();
        const QByteArray &bytes = m_answer.pieces.at(m_piecesSent++).bytes;
        if (!silent && chunked && !bytes.isEmpty())
            appendChunk(out, bytes);
        else if (!silent)
            out.append(bytes);
    }
    if (chunked && !silent && m_piecesSent == m_answer.pieces.size())
        out.append("0\r\n\r\n");
}

QByteArray MockConnection::headOf() const
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(m_answer.status) + ' '
                      + reasonOf(m_answer.status) + "\r\ndate: " + dateNow() + "\r\n";
    for (const auto &[name, value] : m_answer.headers)
        head.append(name).append(": ").append(value).append("\r\n");
    if (m_answer.streamed && m_parser.request().minorVersion > 0)
        head.append("transfer-encoding: chunked\r\n");
    else if (!m_answer.streamed && m_answer.status != 204)
        head.append("content-length: ")
            .append(QByteArray::number(m_answer.body().size()))
            .append("\r\n");
    if (!m_parser.keepAlive())
        head.append("connection: close\r\n");
    return head.append("\r\n");
}

void MockConnection::end()
{
    m_answering = false;
    if (m_parser.keepAlive()) {
        m_parser.reset();
        return;
    }
    m_closing = true;
    m_socket->disconnectFromHost();
}

void MockConnection::refuse(int status)
{
    m_closing = true;
    m_socket->write("HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonOf(status)
                    + "\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    m_socket->disconnectFromHost();
}

} // namespace llmproxy::mock
