// SPDX-License-Identifier: MIT
#include "tests/bench/load/response_reader.h"

namespace llmproxy::bench {

bool ResponseReader::readHead(std::string_view &bytes)
{
    if (!m_head.feed(bytes))
        return false;
    const std::string_view head = m_head.head();
    m_succeeded = head.substr(0, head.find('\r')).find(" 200 ") != std::string_view::npos;
    const std::string_view connection = headerValue(head, "connection").value_or("");
    m_keepsAlive = connection != "close";
    m_body = BodyReader::following(head, true);
    m_isInBody = true;
    return true;
}

} // namespace llmproxy::bench
