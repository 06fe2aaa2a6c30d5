// SPDX-License-Identifier: MIT
#include "engine/proxy/capture.h"

#include <algorithm>
#include <utility>

namespace llmproxy::proxy {

namespace {

constexpr int MaxArrivals = 1000;

} // namespace

Capture::Capture(const CaptureRules &rules, std::unique_ptr<CaptureDelta> &pending)
    : m_rules(rules)
    , m_pending(pending)
    , m_forwarded(rules.bodies, nullptr)
    , m_sent(rules.bodies, this)
{
    if (!rules.bodies)
        return;
    m_request.emplace();
    m_answer.emplace();
}

CaptureDelta &Capture::delta()
{
    if (!m_pending)
        m_pending = std::make_unique<CaptureDelta>();
    return *m_pending;
}

void Capture::requestPiece(QByteArrayView bytes)
{
    if (!m_request)
        return;
    m_request->add(bytes);
    CaptureDelta &to = delta();
    if (to.requestBytes.isEmpty())
        to.requestAt = m_requestBytes;
    const qint64 room = std::max<qint64>(m_rules.maxBodyBytes - m_requestBytes, 0);
    to.requestBytes.append(bytes.first(std::min<qint64>(bytes.size(), room)));
    m_requestBytes += bytes.size();
    to.requestSize = m_requestBytes;
}

void Capture::answerHead(QByteArrayView raw)
{
    m_hasAnswer = true;
    delta().responseHead = raw.toByteArray();
}

void Capture::answerPiece(QByteArrayView bytes, Duration at)
{
    if (!m_answer)
        return;
    noteHeads();
    m_answer->add(bytes);
    m_answerBytes += bytes.size();
    QList<traffic::Arrival> &arrivals = delta().arrivals;
    const bool isOver = m_arrivals >= MaxArrivals;
    if (isOver && !arrivals.isEmpty()) {
        arrivals.last() = {at, m_answerBytes};
        return;
    }
    m_arrivals += isOver ? 0 : 1;
    arrivals.append({at, m_answerBytes});
}

// Of what is sent to the client: what is kept is what the client got, our own replies too.
void Capture::bodyPiece(const char *data, qsizetype size)
{
    CaptureDelta &to = delta();
    if (to.responseBytes.isEmpty())
        to.responseAt = m_responseKept;
    const qint64 room = std::min<qint64>(size, m_rules.maxBodyBytes - m_responseKept);
    to.responseBytes.append(data, room);
    m_responseKept += room;
    to.responseSize = m_sent.bodyBytes();
}

void Capture::forgetAnswer()
{
    CaptureDelta &to = delta();
    to.isAnewed = true;
    to.responseHead = QByteArray();
    to.arrivals.clear();
    m_hasAnswer = false;
    m_answerBytes = 0;
    m_arrivals = 0;
    if (m_answer)
        m_answer->reset();
}

void Capture::noteHeads()
{
    if (m_forwarded.hasHead() && !std::exchange(m_toldForwarded, true))
        delta().forwardedHead = m_forwarded.head();
    if (m_sent.hasHead() && !std::exchange(m_toldSent, true))
        delta().sentHead = m_sent.head();
}

void Capture::finish()
{
    noteHeads();
    if (!m_rules.bodies)
        return;
    CaptureDelta &to = delta();
    to.requestReceived = m_request->hex();
    if (m_forwarded.hasHead())
        to.requestPassedOn = m_forwarded.bodyHash();
    if (m_hasAnswer)
        to.responseReceived = m_answer->hex();
    if (m_sent.hasHead())
        to.responsePassedOn = m_sent.bodyHash();
}

} // namespace llmproxy::proxy
