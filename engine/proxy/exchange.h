// SPDX-License-Identifier: MIT
#pragma once

#include "engine/proxy/attempt.h"
#include "engine/proxy/download.h"
#include "engine/proxy/router.h"
#include "engine/proxy/trace.h"
#include "engine/usage/answer_reader.h"
#include "engine/usage/request_reader.h"

#include <functional>
#include <optional>

namespace llmproxy::proxy {

/// What the exchanges of one worker share. Lives in: the worker, which owns it.
struct Workshop
{
    net::Loop &loop;
    net::UpstreamPool &pool;
    TraceOutbox &outbox;
    GuardPost &guards;
    LimitPost &limits;
    std::shared_ptr<const Rules> rules; ///< of exchanges that begin now
    std::function<qint64()> nextId;
    std::function<QByteArray()> health; ///< the body of /health
};

/// One client request and all done for it.
///
///   Routing --local path, refused--> Replying --> Done
///   Routing --to a provider--> Gathering --enough is known of it--> Gating
///   Gating --may pass--> Requesting      Gating --over a limit, circuit open--> Replying
///   Requesting --response head--> Responding      Requesting --fault, timeout--> Replying
///   Requesting --bad answer, if it may be asked for anew--> Weighing
///   Weighing, Requesting --once more--> Waiting --> Gating
///   Weighing --the client gets it--> Responding      Weighing --given up--> Replying
///   Responding --its end, broken--> Done      any --client gone--> Done
///
/// Gathering takes no time but where the breaker or the limits have to know what is asked for.
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
    enum class State {
        Routing,
        Gathering,
        Gating,
        Requesting,
        Weighing,
        Waiting,
        Replying,
        Responding,
        Done
    };

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
        void answerCompleted() override;
        void attemptFailed(const AttemptFailure &failure) override;
        Exchange &exchange;
    };

    // exchange_request.cpp: the request's way in.
    void beginCapture();
    void answer(const Route &route, const http::RequestHead &head, QByteArrayView authority);
    bool refusesCaller(const http::RequestHead &head, QByteArrayView authority);
    void toProvider(const ToProvider &to, const http::RequestHead &head, qint64 bodyBytes);
    void prepare(const ToProvider &to, const http::RequestHead &head, qint64 bodyBytes);
    std::shared_ptr<const net::Endpoint> endpointFor(QByteArrayView host) const;

    // exchange.cpp: replies of our own, the end.
    void reply(const QByteArray &bytes, int status, bool reusable = true);
    void replyDegraded(Source source);
    void replyDenied(const ratelimit::Denial &denial);
    void fail(const LocalError &error);
    void breakOff(traffic::EndedBy by, const QByteArray &error);
    void leftBeforeAnswer();
    void settle();
    void noteUsage();
    void noteTry();
    void tell() { m_workshop.outbox.note(m_slot, *m_trace); }
    ReplyOptions replyOptions() const;
    Duration elapsed() const;

    // exchange_attempts.cpp: from what is asked for to an answer that the client may have.
    bool knowsEnough() const;
    void decide();
    void reserve();
    void gate();
    void waitForStore();
    void stopWaiting();
    void waitFor(Duration time);
    void startAttempt();
    void attemptFailed();
    void beginWeighing();
    void weighAnswer();
    circuit::Verdict verdictOfError() const;
    void weigh(std::optional<circuit::TransportError> error);
    void follow(const circuit::Next &next);
    void forgetAnswer();
    bool isRepeatable() const;
    void passOn(QByteArrayView fields);
    void letRequestGo();
    void onBudgetSpent();

    // exchange_response.cpp: the answer's way to the client.
    void beginResponse();
    void beginPassing(const http::ResponseHead &head);
    void beginDownload(const http::ResponseHead &head);
    bool holdsForUsage(const http::ResponseHead &head) const;
    void releaseHeld();
    void takeBody(const char *data, qsizetype size);
    void notePiece(QByteArrayView bytes);
    void paceUpstream();
    void finishResponse();
    void answerBroke();
    circuit::Verdict verdictAt(circuit::StreamEnd end) const;
    void onDeadline();

    Workshop &m_workshop;
    net::ClientConnection &m_client;
    std::shared_ptr<const Rules> m_rules;
    const ProviderRoute *m_route = nullptr;
    std::shared_ptr<const net::Endpoint> m_endpoint;
    Upload m_upload;
    Answer m_answer;
    Attempt m_attempt;
    Download m_download;
    Admission m_admission;
    Guard m_guard;
    std::unique_ptr<usage::RequestReader> m_request; ///< null: nobody wants to know
    std::unique_ptr<usage::AnswerReader> m_usage;    ///< likewise
    std::unique_ptr<Capture> m_capture;              ///< likewise
    QByteArray m_errorBody;                          ///< the beginning of an error's body, as coded
    std::unique_ptr<Trace> m_trace = std::make_unique<Trace>(); ///< null once it is settled
    TraceOutbox::Slot m_slot;
    MonotonicTime m_startedAt;
    MonotonicTime m_attemptAt;               ///< when the present attempt was started
    MonotonicTime m_pieceAt;                 ///< when the last piece of the answer came
    Duration m_waited{0};                    ///< for the present attempt
    net::Deadline m_deadline;                ///< of what the state waits for
    net::Deadline m_budget;                  ///< of the time that the caller gave
    Duration m_timeBudget{0};                ///< 0: none was given
    std::optional<AttemptFailure> m_failure; ///< of the present attempt
    circuit::Verdict m_verdict;
    State m_state = State::Routing;
    bool m_chunkedRequest = false;
    bool m_headRequest = false;
    bool m_bodyless = false;        ///< the request has no body
    bool m_wantsTrailers = false;   ///< the client takes trailers
    bool m_tellsInTrailers = false; ///< and was told in the head that tokens will be in them
    bool m_pretends = false;        ///< force_transient_recover: the first attempt is not sent
    bool m_outputHeld = false;
    bool m_waitsForStore = false; ///< the client's input is held meanwhile
};

} // namespace llmproxy::proxy
