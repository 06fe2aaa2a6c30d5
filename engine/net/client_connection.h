// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/parser.h"
#include "engine/net/loop.h"
#include "engine/net/socket.h"

#include <memory>

namespace llmproxy::net {

class ClientConnection;

/// The answer to one request of a client. Calls come in this order:
/// head, bodyPiece*, bodyEnded; inputPaused() after each read; then whatever befalls the
/// connection.
/// Owned by the connection, which destroys it in a later turn once the response was ended.
class Responder : public Mortal
{
public:
    virtual void head(const http::RequestHead &head, const http::Framing &framing) = 0;
    virtual void bodyPiece(const char *data, qsizetype size) = 0;
    virtual void bodyEnded(const QByteArray &trailers) = 0;
    /// What came with one read was handed over: what was gathered can go out in one write.
    virtual void inputPaused() = 0;
    /// Unsent bytes went out; pendingBytes() is lower now.
    virtual void clientDrained() = 0;
    /// The client left, half-closed, or sent a malformed body. The connection is of no use.
    virtual void clientGone() = 0;
};

/// Makes the answers; one per worker. Outlives all its connections.
class RequestServer
{
public:
    virtual std::unique_ptr<Responder> respondTo(ClientConnection &connection) = 0;
    /// The whole answer to a message that cannot be taken, ready to be sent; `method` and
    /// `target` may be empty. The connection is closed behind it.
    virtual QByteArray refusal(int status, const ClientConnection &connection) = 0;
    /// The connection's last call; it destroys itself in a later turn.
    virtual void connectionClosed(ClientConnection &connection) = 0;

protected:
    ~RequestServer() = default;
};

/// What a server allows a client.
struct ClientLimits
{
    http::ParseLimits parse;
    Duration headTimeout = std::chrono::seconds(10);  ///< for a whole head, from its first byte
    Duration idleTimeout = std::chrono::seconds(400); ///< between requests, and between body bytes
};

/// One client and its requests, one after the other: bytes to messages, messages to responders,
/// their answers back. Bounded: while a request is being answered at most 64 KiB of what follows
/// it are held.
///
///   Idle --first byte--> Head --complete--> Answering --request and response ended--> Idle
///   Answering --ended, not reusable--> Sending --all sent--> Closed, or Lingering while the
///   client still sends --its end, 256 KiB or 1 s--> Closed
///   Head --malformed, late--> Sending          any --client left--> Closed
///
/// Lives in: a worker. Owned by: the worker.
class ClientConnection final : public Mortal, private SocketListener, private http::BodySink
{
public:
    ClientConnection(Loop &loop, RequestServer &server, std::shared_ptr<const ClientLimits> limits);
    ~ClientConnection() override;
    Q_DISABLE_COPY_MOVE(ClientConnection)

    bool adopt(qintptr descriptor);

    // For the responder.
    /// Appends to what goes to the client.
    void send(const char *data, qsizetype size);
    void send(QByteArrayView bytes) { send(bytes.data(), bytes.size()); }
    /// A 1xx response: the real one is still to come (RFC 9110 §15.2).
    void sendInterim(QByteArrayView bytes);
    /// Bytes that the client has not taken yet.
    qsizetype pendingBytes() const { return m_socket.pending(); }
    /// clientDrained() is called while this is on.
    void watchDrain(bool on) { m_socket.watchDrain(on); }
    /// The response is complete. `reusable`: its end can be told without closing.
    void responseEnded(bool reusable);
    /// The response broke off. What was sent still goes out; then the connection ends, with a
    /// reset where a plain end would look like the end of the body (`endsByClosing`).
    void abortResponse(bool endsByClosing);
    /// Backpressure on the request body.
    void holdInput();
    void resumeInput();
    /// Did the client ask for the connection to end with this exchange, or speak HTTP/1.0?
    bool closesAfterwards() const { return !m_parser.keepAlive(); }
    bool expectsContinue() const { return m_parser.expectsContinue(); }
    bool requestEnded() const { return m_requestEnded; }
    /// The head of the request that is being answered.
    const http::RequestHead &request() const { return m_parser.request(); }
    int minorVersion() const { return request().minorVersion; }
    const QByteArray &peer() const { return m_peer; }
    QByteArray localAddress() const { return m_socket.local(); }

    /// Ends the connection as soon as nothing is being answered on it.
    void closeWhenIdle();
    /// Ends it now.
    void close();
    bool isAnswering() const { return m_state == State::Answering; }

private:
    enum class State { Idle, Head, Answering, Sending, Lingering, Closed };

    void socketReadable() override;
    void socketDrained() override;
    void socketFailed(QAbstractSocket::SocketError error) override;
    void socketHungUp() override;
    void bodyPiece(const char *data, qsizetype size) override;

    void readAll();
    void take(const char *data, qsizetype size);
    bool apply(const http::ParseStep &step);
    void beginRequest(bool complete);
    void settle();
    void nextRequest();
    void refuse(int status);
    void closeAfterSending(bool unreadInput);
    void sent();
    void linger();
    void drainInput();
    void clientLeft();
    void closed();
    void onDeadline();

    Loop &m_loop;
    RequestServer &m_server;
    const std::shared_ptr<const ClientLimits> m_limits;
    Socket m_socket;
    http::RequestParser m_parser;
    std::unique_ptr<Responder> m_responder;
    QByteArray m_ahead; ///< came behind the request that is being answered
    QByteArray m_peer;
    Deadline m_deadline;
    qint64 m_lingered = 0; ///< bytes read and thrown away
    State m_state = State::Idle;
    bool m_requestEnded = false;
    bool m_responseStarted = false;
    bool m_responseEnded = false;
    bool m_reusable = false;    ///< after the response
    bool m_taking = false;      ///< take() is on the stack: ends are settled by it
    bool m_held = false;        ///< the responder takes no more body for now
    bool m_closing = false;     ///< after the current response
    bool m_resetsAtEnd = false; ///< the close must not look like the end of a body
    bool m_unreadInput = false; ///< the client may still be sending
};

} // namespace llmproxy::net
