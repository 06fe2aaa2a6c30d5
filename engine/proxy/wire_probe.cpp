// SPDX-License-Identifier: MIT
#include "engine/proxy/wire_probe.h"

#include <algorithm>
#include <string_view>

namespace llmproxy::proxy {

namespace {

constexpr std::string_view HeadEnd = "\r\n\r\n";
constexpr qsizetype ChunkLimit = qsizetype(1) << 20; ///< what was accepted is no more than that

// Where the head is over, looked for from `from` on; -1: not yet. (QByteArrayView::indexOf() sets
// up a table for every search.)
qsizetype endOfHead(QByteArrayView bytes, qsizetype from)
{
    const std::string_view text(bytes.data(), static_cast<std::size_t>(bytes.size()));
    const std::size_t at = text.find(HeadEnd, static_cast<std::size_t>(from));
    return at == std::string_view::npos ? -1 : static_cast<qsizetype>(at + HeadEnd.size());
}

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
        const qsizetype end = endOfHead(bytes, 0);
        m_inBody = end >= 0;
        m_head = bytes.first(m_inBody ? end : bytes.size()).toByteArray();
        return bytes.sliced(m_head.size());
    }
    m_head.append(bytes);
    const qsizetype end = endOfHead(m_head, std::max<qsizetype>(before - 3, 0));
    if (end < 0)
        return {};
    m_inBody = true;
    m_head.truncate(end);
    return bytes.sliced(end - before);
}

void WireProbe::bodyPiece(const char *data, qsizetype size)
{
    m_bodyBytes += size;
    m_hash->add({data, size});
    if (m_sink != nullptr)
        m_sink->bodyPiece(data, size);
}

} // namespace llmproxy::proxy
