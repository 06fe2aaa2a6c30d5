// SPDX-License-Identifier: MIT
#include "engine/details.h"

#include "engine/traffic/masked_head.h"

#include <utility>

namespace llmproxy {

namespace {

void replaceIfKnown(QByteArray &hash, QByteArray &&now)
{
    if (!now.isEmpty())
        hash = std::move(now);
}

} // namespace

void Details::add(qint64 id, const http::RequestHead &received, proxy::CaptureDelta &&delta)
{
    Entry &entry = m_entries[id];
    traffic::ExchangeDetail &detail = *entry.detail;
    if (delta.isAnewed) {
        detail.responseHead = QByteArray();
        detail.arrivals.clear();
    }
    addHeads(entry, received, delta);
    addBody(detail.request, std::move(delta.requestBytes), delta.requestAt);
    addBody(detail.response, std::move(delta.responseBytes), delta.responseAt);
    detail.request.size = std::max(detail.request.size, delta.requestSize);
    detail.response.size = std::max(detail.response.size, delta.responseSize);
    if (detail.arrivals.isEmpty())
        detail.arrivals = std::move(delta.arrivals);
    else
        detail.arrivals += delta.arrivals;
    replaceIfKnown(detail.request.hashReceived, std::move(delta.requestReceived));
    replaceIfKnown(detail.request.hashPassedOn, std::move(delta.requestPassedOn));
    replaceIfKnown(detail.response.hashReceived, std::move(delta.responseReceived));
    replaceIfKnown(detail.response.hashPassedOn, std::move(delta.responsePassedOn));
}

void Details::addHeads(Entry &entry, const http::RequestHead &received, proxy::CaptureDelta &delta)
{
    traffic::ExchangeDetail &detail = *entry.detail;
    if (!delta.forwardedHead.isEmpty()) {
        traffic::MaskedPair pair = traffic::maskedPair(received.raw, delta.forwardedHead);
        detail.requestHead = std::move(pair.before);
        detail.forwardedHead = std::move(pair.after);
        detail.requestChanges = std::move(pair.changes);
    } else if (detail.requestHead.isEmpty()) {
        detail.requestHead = traffic::maskedHead(received.raw);
    }
    if (!delta.responseHead.isEmpty())
        entry.rawResponseHead = std::move(delta.responseHead);
    if (!delta.sentHead.isEmpty() && !entry.rawResponseHead.isEmpty()) {
        traffic::MaskedPair pair = traffic::maskedPair(entry.rawResponseHead, delta.sentHead);
        detail.responseHead = std::move(pair.before);
        detail.sentHead = std::move(pair.after);
        detail.responseChanges = std::move(pair.changes);
        entry.rawResponseHead = QByteArray();
    } else if (!delta.sentHead.isEmpty()) {
        detail.sentHead = traffic::maskedHead(delta.sentHead);
    } else if (!entry.rawResponseHead.isEmpty()) {
        detail.responseHead = traffic::maskedHead(entry.rawResponseHead);
    }
}

// A piece whose place is not at the end follows one that was lost: the body ends before it.
void Details::addBody(traffic::Body &body, QByteArray &&bytes, qint64 at)
{
    if (bytes.isEmpty() || at != body.bytes.size() || m_bodyBytes + bytes.size() > m_budget)
        return;
    m_bodyBytes += bytes.size();
    if (at == 0)
        body.bytes = std::move(bytes);
    else
        body.bytes += bytes;
}

std::shared_ptr<const traffic::ExchangeDetail> Details::peek(qint64 id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end()
               ? nullptr
               : std::make_shared<const traffic::ExchangeDetail>(*found->second.detail);
}

std::shared_ptr<const traffic::ExchangeDetail> Details::take(qint64 id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return nullptr;
    const auto detail = std::move(found->second.detail);
    m_entries.erase(found);
    m_bodyBytes -= detail->request.bytes.size() + detail->response.bytes.size();
    return detail;
}

void Details::clear()
{
    m_entries.clear();
    m_bodyBytes = 0;
}

} // namespace llmproxy
