// SPDX-License-Identifier: MIT
#pragma once

#include "engine/proxy/wire_probe.h"
#include "engine/traffic/exchange_detail.h"

#include <memory>

namespace llmproxy::proxy {

/// What is kept of exchanges besides their records. Part of the Rules.
struct CaptureRules
{
    bool heads = true;
    bool bodies = true; ///< and with them their arrivals and hashes; not without heads
    qint64 maxBodyBytes = qint64(1) << 20; ///< of each body
};

/// What was seen of an exchange since this was last handed over. Raw: it holds secrets. Pieces of
/// bodies tell where they belong, so that nothing is put in a wrong place when one was lost.
struct CaptureDelta
{
    QByteArray forwardedHead; ///< each head once it is whole; empty: not now
    QByteArray responseHead;
    QByteArray sentHead;
    bool isAnewed = false;   ///< what came before of the answer is void: it was asked for once more
    QByteArray requestBytes; ///< of the body, from `requestAt` on
    qint64 requestAt = 0;
    qint64 requestSize = 0; ///< of the body as far as it came
    QByteArray responseBytes;
    qint64 responseAt = 0;
    qint64 responseSize = 0;
    QList<traffic::Arrival> arrivals;
    QByteArray requestReceived; ///< hashes, of what has ended; see traffic::Body
    QByteArray requestPassedOn;
    QByteArray responseReceived;
    QByteArray responsePassedOn;
};

/// Keeps a copy of what an exchange's peers say, as far as the rules ask for it. What was received
/// is taken behind the parser, what was passed on is read back from the bytes given to the socket.
/// Lives in: a worker. Owned by: its exchange.
class Capture final : private http::BodySink
{
public:
    /// `pending` is filled here, and emptied by whoever hands it over.
    Capture(const CaptureRules &rules, std::unique_ptr<CaptureDelta> &pending);
    Q_DISABLE_COPY_MOVE(Capture)

    WireProbe &forwarded() { return m_forwarded; } ///< to the provider
    WireProbe &sent() { return m_sent; }           ///< to the client

    void requestPiece(QByteArrayView bytes);
    void answerHead(QByteArrayView raw);
    void answerPiece(QByteArrayView bytes, Duration at);
    /// The answer does not go to the client; another may come.
    void forgetAnswer();
    /// Nothing more comes: the hashes are known.
    void finish();

private:
    void bodyPiece(const char *data, qsizetype size) override;
    CaptureDelta &delta();
    void noteHeads();

    const CaptureRules &m_rules;
    std::unique_ptr<CaptureDelta> &m_pending;
    WireProbe m_forwarded;
    WireProbe m_sent;
    std::optional<traffic::BodyHash> m_request;
    std::optional<traffic::BodyHash> m_answer;
    qint64 m_requestBytes = 0;
    qint64 m_answerBytes = 0;
    qint64 m_responseKept = 0;
    int m_arrivals = 0;
    bool m_hasAnswer = false;
    bool m_toldForwarded = false;
    bool m_toldSent = false;
};

} // namespace llmproxy::proxy
