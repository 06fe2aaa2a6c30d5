// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/actions.h"
#include "engine/admin/letterbox.h"
#include "engine/net/client_connection.h"

#include <memory>

namespace llmproxy::admin {

/// What the calls of one worker share. Lives in: the worker, which owns it.
struct Office
{
    net::Loop &loop;
    std::shared_ptr<Letterbox> letters;  ///< to the worker's thread
    Powers *powers = nullptr;            ///< null: there is no admin API
    QList<QByteArray> allowedHosts = {}; ///< as in http::HostPolicy
    bool isClosing = false; ///< the engine stops: streams without an end of their own end now
};

/// One request about the engine itself, and its answer. It is no exchange: nothing records it.
///
///   Reading --body complete--> Working --answer there--> Done, or Streaming --its end--> Done
///   Reading --refused--> Done      any --client gone--> Done
///
/// Working takes no time but where another thread has to do something.
/// Lives in: a worker. Owned by: its ClientConnection.
class Call final : public net::Responder
{
public:
    Call(Office &office, net::ClientConnection &client);
    ~Call() override;
    Q_DISABLE_COPY_MOVE(Call)

    void head(const http::RequestHead &head, const http::Framing &framing) override;
    void bodyPiece(const char *data, qsizetype size) override;
    void bodyEnded(const QByteArray &trailers) override;
    void inputPaused() override {}
    void clientDrained() override;
    void clientGone() override;

private:
    enum class State { Reading, Working, Streaming, Done };

    bool isLetIn(const http::RequestHead &head, QByteArrayView authority, QByteArrayView target);
    bool isOrder(const http::RequestHead &head, const http::Framing &framing);
    void give(Answer answer);
    void reply(const QByteArray &bytes, bool reusable);
    void fail(const proxy::LocalError &error, const QByteArray &fields = {});
    void begin(Streamed answer);
    void pump();
    void sendPiece(const QByteArray &bytes);
    void endStream();
    void onDue();
    std::function<void()> wake() const;
    proxy::ReplyOptions options(const QByteArray &fields) const;

    Office &m_office;
    net::ClientConnection &m_client;
    Request m_request;
    std::unique_ptr<Stream> m_stream;
    net::Deadline m_due;               ///< of what the state waits for
    std::shared_ptr<Call *> m_present; ///< gone with this; for answers that come late
    State m_state = State::Reading;
    bool m_isHead = false;    ///< HEAD: the answer's body is left out
    int m_waits = 0;          ///< Streaming: how often in a row there was nothing
    bool m_isLooking = false; ///< Streaming: the stream had nothing, and is asked again when due
};

} // namespace llmproxy::admin
