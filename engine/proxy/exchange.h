// SPDX-License-Identifier: MIT
#pragma once

#include "engine/proxy/attempt.h"
#include "engine/proxy/download.h"
#include "engine/proxy/router.h"
#include "engine/proxy/trace.h"

#include <functional>

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
///   Requesting, Responding --client gone--> Done       Responding --broken--> Done
///
/// Bytes pass in both directions as they come; neither side is read while the other has more than
/// 256 KiB to take. settle() runs exactly once, whatever happens.
/// Lives in: a worker. Owned by: its ClientConnection.
class Exchange final : public net::Responder
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
    enum class State { Routing, Requesting, Replying, Responding, Done };

    /// From the upstream. A class of its own, since both sides have body pieces.
    struct Answer final : AttemptListener
    {
        explicit Answer(Exchange &owner)
            : exchange(owner)
        {}
        void uploadHeld(bool held) override;
        void interimReceived(const http::ResponseHead &head) override;
        void headReceived() override { exchange.beginResponse(); }
        void bodyPiece(const char *data, qsizetype size) override;
        void bodyReceived(const char *data, qsizetype size) override;
        void answerCompleted() override { exchange.finishResponse(); }
        void attemptFailed(const AttemptFailure &failure) override;
        Exchange &exchange;
    };

    void answer(const Route &route, const http::RequestHead &head, QByteArrayView authority);
    bool refusesCaller(const http::RequestHead &head, QByteArrayView authority);
    void toProvider(const ToProvider &to, const http::RequestHead &head, qint64 bodyBytes);
    std::shared_ptr<const net::Endpoint> endpointFor(QByteArrayView host) const;
    void startAttempt();

    void beginResponse();
    void paceUpstream();
    void finishResponse();

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
    Upload m_upload;
    Answer m_answer;
    Attempt m_attempt;
    Download m_download;
    Trace m_trace;
    TraceOutbox::Slot m_slot;
    MonotonicTime m_startedAt;
    net::Deadline m_deadline; ///< for a client that takes nothing
    State m_state = State::Routing;
    bool m_chunkedRequest = false;
    bool m_headRequest = false;
    bool m_bodyless = false; ///< the request has no body
    bool m_outputHeld = false;
};

} // namespace llmproxy::proxy
