// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/parser.h"
#include "engine/mock/answers.h"
#include "engine/net/deadlines.h"

#include <QObject>

#include <functional>

QT_BEGIN_NAMESPACE
class QTcpSocket;
QT_END_NAMESPACE

namespace llmproxy::mock {

/// One client of the mock: its requests one after the other, however they arrive, and the paced
/// answers. While one is being answered, what follows it waits in the kernel.
///
/// Lives in: the server's thread. Owned by: its parent; deletes itself once the client is gone.
class MockConnection final : public QObject, private http::BodySink
{
public:
    using Respond = std::function<Answer(const Request &)>;

    /// Takes `socket` over. `deadlines` outlives the connection.
    MockConnection(QTcpSocket *socket, net::Deadlines &deadlines, Respond respond, QObject *parent);

private:
    void bodyPiece(const char *data, qsizetype size) override;

    void take();
    void apply(const http::ParseStep &step);
    void begin();
    void advance();
    void goOn();
    void refuse(int status);
    void end();

    QByteArray headOf() const;
    void appendDue(QByteArray &out, MonotonicTime now);
    MonotonicTime nextDue() const;

    QTcpSocket *const m_socket; // child
    net::Deadlines &m_deadlines;
    const Respond m_respond;
    http::RequestParser m_parser;
    QByteArray m_input; // arrived, not parsed
    QByteArray m_body;

    bool m_answering = false;
    bool m_closing = false; // nothing is read any more
    Answer m_answer;
    bool m_headSent = false;
    std::size_t m_piecesSent = 0;
    MonotonicTime m_lastDue; // when what was sent last was to be sent
    net::Deadline m_next = net::Deadline::calling<&MockConnection::goOn>(*this);
};

} // namespace llmproxy::mock
