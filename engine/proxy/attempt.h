// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/parser.h"
#include "engine/net/upstream_pool.h"
#include "engine/proxy/local_reply.h"
#include "engine/proxy/upload.h"

#include <optional>

namespace llmproxy::proxy {

/// Why an attempt came to nothing, or why its answer broke off.
enum class AttemptFault {
    NameNotFound,
    ConnectFailed, ///< refused or unreachable
    ConnectTimeout,
    ProxyRefused, ///< the outbound proxy gave no tunnel
    NotTrusted,   ///< its certificate: a matter of set-up
    TlsFailed,    ///< no TLS was agreed on
    TlsTimeout,
    UploadStalled, ///< the upstream took no more of the request
    HeadTimeout,   ///< no answer in time
    Eof,           ///< closed in order before any byte of an answer
    Reset,
    HeadCut,     ///< closed within the head of the answer
    BadResponse, ///< not well-formed
    Truncated,   ///< closed in order inside the body
    BodyIdle,    ///< no byte of the body for too long
};

struct AttemptFailure
{
    AttemptFault fault = AttemptFault::Reset;
    QByteArray text; ///< for people; names host and port at most; may be empty
};

/// A stable word for the log, and the `code` of the reply: "upstream_unreachable", …
QByteArray codeOf(AttemptFault fault);
/// What a client is answered when no answer came.
LocalError errorOf(const AttemptFailure &failure);

/// Told what comes of an attempt. It may stop the attempt from within any of these.
/// Body bytes come as bodyPiece() (decoded), then bodyReceived() with the same as on the wire.
class AttemptListener : public http::BodySink
{
public:
    /// The upstream takes the request slower than it comes: it should not be read for now.
    virtual void uploadHeld(bool held) = 0;
    virtual void interimReceived(const http::ResponseHead &head) = 0;
    /// Attempt::head() and framing() hold the head of the answer. If it has a body, bodyReceived()
    /// follows at once, with what of the body came in the same read, perhaps nothing; else
    /// answerCompleted() does.
    virtual void headReceived() = 0;
    virtual void bodyReceived(const char *data, qsizetype size) = 0;
    /// The answer is complete; Attempt::trailers() holds its trailer section.
    virtual void answerCompleted() = 0;
    /// Before headReceived(): no answer will come. Behind it: the answer broke off.
    virtual void attemptFailed(const AttemptFailure &failure) = 0;

protected:
    ~AttemptListener() = default;
};

/// One try to get a request answered: a connection, the request on it, the answer from it.
///
///   Idle --start()--> Requesting --head--> Responding --its end--> Idle
///   Requesting --stale pooled connection, once--> Requesting
///   any --fault, time-out, stop()--> Idle
///
/// A pooled connection may have been closed by the upstream just as the request went out (RFC 9112
/// §9.3.1): if not one byte of an answer came, the request goes out once more on a fresh one.
/// Lives in: a worker. Owned by: its exchange, which starts it once or, to try again, more often.
class Attempt final : private net::UpstreamListener
{
public:
    /// What all attempts of an exchange have in common.
    struct Terms
    {
        http::ParseLimits parse;
        bool answersHead = false; ///< the request is HEAD
        bool isLast = true;       ///< no other will be started: the request need not be kept for it
        Duration headTimeout{};   ///< from the request's last byte to the answer's head
        Duration bodyIdle{};      ///< between bytes of the answer; 0: none
        Duration writeStall{};    ///< between bytes of the request that the upstream takes
    };

    Attempt(net::Loop &loop, net::UpstreamPool &pool, Upload &upload, AttemptListener &listener);
    ~Attempt();
    Q_DISABLE_COPY_MOVE(Attempt)

    void start(std::shared_ptr<const net::Endpoint> endpoint, const Terms &terms);
    /// Sends what was added to the upload.
    void send();
    /// Ends it; no call to the listener comes after this.
    void stop();

    bool isRunning() const { return m_state != State::Idle; }
    bool hasHead() const { return m_state == State::Responding; }
    const http::ResponseHead &head() const { return m_parser->response(); }
    http::Framing framing() const { return m_parser->framing(); }
    const QByteArray &trailers() const { return m_parser->trailers(); }
    /// How many connections were tried.
    int connections() const { return m_connections; }

    /// Backpressure on the answer; while held, its idle time does not run.
    void holdInput();
    void resumeInput();

private:
    enum class State { Idle, Requesting, Responding };

    void upstreamReady() override { send(); }
    void upstreamBytes(const char *data, qsizetype size) override;
    void upstreamDrained() override;
    void upstreamEnded(const net::UpstreamEnd &end) override;

    void connect(bool fresh);
    bool replay();
    bool takeHead(const char *&data, qsizetype &size);
    bool takeInterim();
    void takeBody(const char *data, qsizetype size);
    void finish(bool extraBytes);
    void fail(AttemptFault fault, const QByteArray &text = {});
    void hold(bool held);
    void await(Duration time);
    void onDeadline();

    net::Loop &m_loop;
    net::UpstreamPool &m_pool;
    Upload &m_upload;
    AttemptListener &m_listener;
    Terms m_terms;
    std::shared_ptr<const net::Endpoint> m_endpoint;
    std::unique_ptr<net::UpstreamConnection> m_connection;
    std::optional<http::ResponseParser> m_parser;
    net::Deadline m_deadline;
    State m_state = State::Idle;
    bool m_replayed = false;
    bool m_holdsUpload = false;
    bool m_inputHeld = false;
    int m_interims = 0;
    int m_connections = 0;
};

} // namespace llmproxy::proxy
