// SPDX-License-Identifier: MIT
#include "engine/proxy/wire_probe.h"

#include <algorithm>

namespace llmproxy::proxy {

namespace {

constexpr QByteArrayView HeadEnd = "\r\n\r\n";
constexpr qsizetype ChunkLimit = qsizetype(1) << 20; ///< what was accepted is no more than that

} // namespace

WireProbe::WireProbe(bool readsBody, http::BodySink *sink)
    : m_sink(sink)
    , m_chunks(ChunkLimit, ChunkLimit)
{
    if (readsBody)
        m_hash.emplace();
}

void WireProbe::restart(bool isChunked)
{
    m_chunks.reset();
    if (m_hash)
        m_hash->reset();
    m_head = QByteArray();
    m_bodyBytes = 0;
    m_inBody = false;
    m_isChunked = isChunked;
}

void WireProbe::passed(QByteArrayView bytes)
{
    if (!m_inBody)
        bytes = takeHead(bytes);
    if (!m_hash || bytes.isEmpty())
        return;
    qsizetype consumed = 0;
    if (m_isChunked)
        m_chunks.feed(bytes.data(), bytes.size(), this, consumed);
    else
        bodyPiece(bytes.data(), bytes.size());
}

// Gives what lies behind the head.
QByteArrayView WireProbe::takeHead(QByteArrayView bytes)
{
    const qsizetype before = m_head.size();
    if (before == 0) { // as a rule all of it comes at once
        const qsizetype end = bytes.indexOf(HeadEnd);
        const qsizetype size = end < 0 ? bytes.size() : end + HeadEnd.size();
        m_head = bytes.first(size).toByteArray();
        m_inBody = end >= 0;
        return bytes.sliced(size);
    }
    m_head.append(bytes);
    const qsizetype end = m_head.indexOf(HeadEnd, std::max<qsizetype>(before - 3, 0));
    if (end < 0)
        return {};
    m_inBody = true;
    const qsizetype size = end + HeadEnd.size();
    m_head.truncate(size);
    return bytes.sliced(size - before);
}

void WireProbe::bodyPiece(const char *data, qsizetype size)
{
    m_bodyBytes += size;
    m_hash->add({data, size});
    if (m_sink != nullptr)
        m_sink->bodyPiece(data, size);
}

} // namespace llmproxy::proxy
