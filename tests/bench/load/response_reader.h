// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/wire/message.h"

#include <string_view>

namespace llmproxy::bench {

/// Reads the responses of one connection, one after the other. The server is trusted to send
/// nothing between them.
class ResponseReader
{
public:
    enum class Progress { InHead, InBody, Finished };

    /// Gives payload runs to `sink`. After Finished the next call begins the next response.
    template<class Sink>
    Progress feed(std::string_view bytes, Sink &&sink)
    {
        if (!m_isInBody && !readHead(bytes))
            return Progress::InHead;
        m_body.feed(bytes, sink);
        if (!m_body.isFinished())
            return Progress::InBody;
        m_isInBody = false;
        m_head.clear();
        return Progress::Finished;
    }

    /// Whether the body that is being read is one that the server ends by closing.
    bool endsWithConnection() const { return m_isInBody && m_body.endsWithConnection(); }

    bool succeeded() const { return m_succeeded; }
    bool keepsAlive() const { return m_keepsAlive; }

private:
    bool readHead(std::string_view &bytes);

    HeadReader m_head;
    BodyReader m_body;
    bool m_isInBody = false;
    bool m_succeeded = false;
    bool m_keepsAlive = true;
};

} // namespace llmproxy::bench
