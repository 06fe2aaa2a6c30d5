// SPDX-License-Identifier: MIT
#include "tests/bench/load/response_reader.h"

#include <algorithm>

namespace llmproxy::bench {

// Returns what follows the head.
std::string_view ResponseReader::feedHead(std::string_view bytes)
{
    constexpr std::string_view HeadEnd = "\r\n\r\n";
    const std::size_t before = m_head.size();
    m_head.append(bytes);
    const std::size_t end = m_head.find(HeadEnd, before - std::min(before, HeadEnd.size() - 1));
    if (end == std::string::npos)
        return {};
    m_head.resize(end + HeadEnd.size());
    constexpr std::size_t StatusOffset = std::string_view("HTTP/1.1 ").size();
    m_succeeded = m_head.compare(StatusOffset, 3, "200") == 0;
    m_keepsAlive = headerValue(m_head, "connection").value_or("") != "close";
    m_body = BodyReader::following(m_head, true);
    m_isInBody = true;
    return bytes.substr(m_head.size() - before);
}

} // namespace llmproxy::bench
