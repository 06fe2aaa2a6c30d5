// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/forwarding.h"
#include "engine/net/upstream_pool.h"
#include "engine/proxy/local_reply.h"
#include "engine/proxy/router.h"
#include "engine/proxy/trace.h"

#include <functional>
#include <optional>

namespace llmproxy::proxy {

/// What the exchanges of one worker share. Lives in: the worker, which owns it.
struct Workshop
{
    net::Loop &loop;
    net::UpstreamPool &pool;
    TraceOutbox &outbox;
    std::shared_ptr<const Rules> rules; ///< of exchanges that begin now
    std::function<qint64()> nextId;
    std::function<QByteArray()> health; ///< the body of /health
};

/// One client request and all done for it.
///
///   Routing --to a provider--> Requesting --response head--> Responding --its end--> Done
///   Routing --local path, refused--> Replying --> Done
///   Requesting --fault, timeout--> Replying --> Done
///   Requesting --stale pooled connection, once--> Requesting
///   Requesting, Responding --client gone--> Done       Responding --broken--> Done
///
/// Bytes pass in both directions as they come; neither side is read while the other has more than
/// 256 KiB to take. settle() runs exactly once, whatever happens.
/// Lives in: a worker. Owned by: its ClientConnection.
class Exchange final : public net::Responder, private net::UpstreamListener
{
public:
    Exchange(Workshop &workshop, net::ClientConnection &client);
    ~Exchange() override;
    Q_DISABLE_COPY_MOVE(Exchange)

    // From the client.
    void head(const http::RequestHead &head, const http::Framing &framing) override;
    void bodyPiece(const char *data, qsizetype size) override;
    void bodyEnded(const QByteArray &trailers) override;
    void inputPaused() override;
    void clientDrained() override;
    void clientGone() override;

private:
    static constexpr qsizetype HighMark = qsizetype(256) * 1024; ///< pause the other side above
    static constexpr qsizetype LowMark = qsizetype(64) * 1024;   ///< and go on below

    enum class State { Routing, Requesting, Replying, Responding, Done };

    // From the upstream.
    void upstreamReady() override;
    void upstreamBytes(const char *data, qsizetype size) override;
    void upstreamDrained() override;
    void upstreamEnded(const net::UpstreamEnd &end) override;

    /// Body bytes of the response; a name of its own tells them from the request's.
    struct ResponseBody final : http::BodySink
    {
        explicit ResponseBody(Exchange &owner)
            : exchange(owner)
        {}
        void bodyPiece(const char *data, qsizetype size) override;
        Exchange &exchange;
    };

    void answer(const Route &route, const http::RequestHead &head, QByteArrayView authority);
    bool refusesCaller(const http::RequestHead &head, QByteArrayView authority);
    void toProvider(const ToProvider &to, const http::RequestHead &head, qint64 bodyBytes);
    std::shared_ptr<const net::Endpoint> endpointFor(QByteArrayView host) const;
    void connectUpstream(bool fresh);
    void flushRequest();
    bool replay();
    void dropUpstream();

    bool takeHead(const char *&data, qsizetype &size);
    bool takeInterim();
    void beginResponse();
    void takeBody(const char *data, qsizetype size, bool behindHead);
    void deliver(const char *data, qsizetype size, bool behindHead);
    void sendToClient(const char *data, qsizetype size);
    void finishResponse(bool extraBytes);
    void awaitUpload();
    void awaitResponse();
    void awaitBody();

    void reply(const QByteArray &bytes, int status, bool reusable = true);
    void fail(const LocalError &error);
    void breakOff(traffic::EndedBy by, const QByteArray &error);
    void onDeadline();
    void settle();
    void tell() { m_workshop.outbox.note(m_slot, m_trace); }
    ReplyOptions replyOptions() const;
    Duration elapsed() const;

    Workshop &m_workshop;
    net::ClientConnection &m_client;
    std::shared_ptr<const Rules> m_rules;
    const ProviderRoute *m_route = nullptr;
    std::shared_ptr<const net::Endpoint> m_endpoint;
    std::unique_ptr<net::UpstreamConnection> m_upstream;
    QByteArray m_outbound; ///< for the upstream, not written yet
    QByteArray m_replay;   ///< written to a reused connection that has not answered yet
    std::optional<http::ResponseParser> m_parser;
    ResponseBody m_responseBody;
    Trace m_trace;
    TraceOutbox::Slot m_slot;
    MonotonicTime m_startedAt;
    net::Deadline m_deadline;
    State m_state = State::Routing;
    http::Delivery m_delivery = http::Delivery::AsReceived;
    bool m_chunkedRequest = false;
    bool m_headRequest = false;
    bool m_bodyless = false; ///< the request has no body
    bool m_requestComplete = false;
    bool m_replayable = true;
    bool m_replayed = false;
    bool m_inputHeld = false;
    bool m_outputHeld = false;
    int m_interims = 0;
};

} // namespace llmproxy::proxy
