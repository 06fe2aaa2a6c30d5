// SPDX-License-Identifier: MIT
#include "tests/support/raw_client.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QHostAddress>
#include <QTest>

namespace llmproxy::test {

namespace {

struct Body final : http::BodySink
{
    explicit Body(QByteArray &out)
        : bytes(out)
    {}
    void bodyPiece(const char *data, qsizetype size) override { bytes.append(data, size); }
    QByteArray &bytes;
};

} // namespace

QByteArray SeenResponse::field(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).toLower() == name.toLower())
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

RawClient::RawClient(quint16 port, const QByteArray &methodOfRequests)
{
    m_parser.setAnswersHead(methodOfRequests == "HEAD");
    QObject::connect(&m_socket, &QTcpSocket::errorOccurred, [this](auto error) {
        m_reset |= error != QAbstractSocket::RemoteHostClosedError;
    });
    m_socket.connectToHost(QHostAddress::LocalHost, port);
    m_socket.waitForConnected(3000);
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
}

void RawClient::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
}

void RawClient::run(const QList<Step> &steps)
{
    for (const Step &step : steps) {
        if (step.kind == Step::Kind::Bytes)
            send(step.bytes);
        else if (step.kind == Step::Kind::PauseMs)
            QTest::qWait(step.ms);
        else
            m_socket.disconnectFromHost();
    }
}

bool RawClient::waitForBytes(qint64 deadline)
{
    QDeadlineTimer timer(deadline);
    while (m_socket.bytesAvailable() == 0 && !timer.hasExpired()
           && m_socket.state() == QAbstractSocket::ConnectedState)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
    m_buffer += m_socket.readAll();
    return !m_buffer.isEmpty();
}

SeenResponse RawClient::response(int ms)
{
    SeenResponse seen;
    Body body(seen.body);
    QDeadlineTimer timer(ms);
    while (!timer.hasExpired()) {
        if (m_buffer.isEmpty() && !waitForBytes(timer.remainingTime())) {
            seen.complete = m_parser.finish().messageDone && m_parser.started();
            if (seen.complete)
                m_parser.reset();
            break;
        }
        const http::ParseStep step = m_parser.feed(m_buffer.constData(), m_buffer.size(), &body);
        m_buffer.remove(0, step.consumed);
        note(step, seen);
        if (step.error != http::ParseError::None || seen.complete)
            break;
    }
    return seen;
}

void RawClient::note(const http::ParseStep &step, SeenResponse &seen)
{
    if (step.headDone) {
        seen.status = m_parser.response().status;
        seen.head = m_parser.response().raw;
    }
    if (step.error != http::ParseError::None || !step.messageDone)
        return;
    seen.trailers = m_parser.trailers();
    m_parser.reset();
    seen.complete = seen.status >= 200;
    if (!seen.complete)
        m_interims.append(seen.status);
}

bool RawClient::waitForClose(int ms)
{
    QDeadlineTimer timer(ms);
    while (m_socket.state() == QAbstractSocket::ConnectedState && !timer.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
    return m_socket.state() != QAbstractSocket::ConnectedState;
}

bool RawClient::staysSilent(int ms)
{
    return !waitForBytes(ms) && m_socket.state() == QAbstractSocket::ConnectedState;
}

} // namespace llmproxy::test
