// SPDX-License-Identifier: MIT
#include "engine/proxy/upload.h"

#include "engine/proxy/wire_probe.h"

namespace llmproxy::proxy {

void Upload::keepUpTo(qint64 bytes)
{
    m_kept = bytes;
    if (m_sent > m_kept)
        dropSent();
}

void Upload::watch(WireProbe *probe, bool isChunked)
{
    m_probe = probe;
    m_isChunked = isChunked;
    if (m_probe != nullptr)
        m_probe->restart(isChunked);
}

void Upload::markSent()
{
    if (m_probe != nullptr)
        m_probe->passed(unsent());
    m_sent = m_bytes.size();
    if (m_sent > m_kept)
        dropSent();
}

void Upload::dropSent()
{
    if (m_sent == m_bytes.size())
        m_bytes = QByteArray(); // clear() would keep the memory
    else
        m_bytes.remove(0, m_sent);
    m_sent = 0;
    m_isWhole = false;
}

void Upload::rewind()
{
    Q_ASSERT(m_isWhole);
    m_sent = 0;
    if (m_probe != nullptr)
        m_probe->restart(m_isChunked);
}

} // namespace llmproxy::proxy
