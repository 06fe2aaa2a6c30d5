// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/parser.h"
#include "tests/support/http1_cases.h"

#include <QTcpSocket>

namespace llmproxy::test {

/// A response as a client saw it.
struct SeenResponse
{
    int status = 0;
    QByteArray head;
    QByteArray body;
    QByteArray trailers;
    bool complete = false; ///< ended as its framing says

    QByteArray field(const QByteArray &name) const;
};

/// A client that writes bytes as they are and parses what comes back. All waiting is bounded and
/// runs the event loop of the test's thread.
class RawClient
{
public:
    explicit RawClient(quint16 port, const QByteArray &methodOfRequests = "GET");

    void send(const QByteArray &bytes);
    void run(const QList<Step> &steps);
    /// The next final response, after the interim ones; incomplete if the connection ended or
    /// time ran out.
    SeenResponse response(int ms = 5000);
    /// Did the server close within `ms`?
    bool waitForClose(int ms = 3000);
    /// Is there neither a byte nor an end for `ms`?
    bool staysSilent(int ms);
    const QList<int> &interims() const { return m_interims; }
    bool wasReset() const { return m_reset; }
    QTcpSocket &socket() { return m_socket; }
    void setAnswersHead(bool answersHead) { m_parser.setAnswersHead(answersHead); }

private:
    bool waitForBytes(qint64 deadline);
    void note(const http::ParseStep &step, SeenResponse &seen);

    QTcpSocket m_socket;
    http::ResponseParser m_parser{http::ParseLimits{.headBytes = 1 << 20}};
    QByteArray m_buffer;
    QList<int> m_interims;
    bool m_reset = false;
};

} // namespace llmproxy::test
