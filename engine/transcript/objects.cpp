// SPDX-License-Identifier: MIT
#include "engine/transcript/objects.h"

namespace llmproxy::transcript {

std::optional<QByteArray> Objects::next()
{
    while (m_at < m_buffer.size()) {
        const char byte = m_buffer.at(m_at);
        const bool wasOpen = m_depth > 0;
        step(byte);
        if (!wasOpen && m_depth > 0)
            m_begin = m_at;
        ++m_at;
        if (!wasOpen || m_depth > 0)
            continue;
        QByteArray object = m_buffer.sliced(m_begin, m_at - m_begin);
        m_begin = -1;
        return object;
    }
    // All that is whole has been given: what is left moves to the front.
    const qsizetype done = m_begin < 0 ? m_at : m_begin;
    m_buffer.remove(0, done);
    m_at -= done;
    m_begin = m_begin < 0 ? -1 : 0;
    return std::nullopt;
}

void Objects::step(char byte)
{
    if (m_isInString) {
        if (m_isEscaped)
            m_isEscaped = false;
        else if (byte == '\\')
            m_isEscaped = true;
        else if (byte == '"')
            m_isInString = false;
        return;
    }
    if (byte == '"')
        m_isInString = m_depth > 0;
    else if (byte == '{' || (byte == '[' && m_depth > 0))
        ++m_depth;
    else if ((byte == '}' || byte == ']') && m_depth > 0)
        --m_depth;
}

} // namespace llmproxy::transcript
