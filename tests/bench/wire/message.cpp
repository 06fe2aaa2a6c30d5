// SPDX-License-Identifier: MIT
#include "tests/bench/wire/message.h"

#include <charconv>
#include <strings.h>

namespace llmproxy::bench {
namespace {

constexpr std::string_view HeadEnd = "\r\n\r\n";

std::size_t digitValue(char hexDigit)
{
    std::size_t value = 0;
    std::from_chars(&hexDigit, &hexDigit + 1, value, 16);
    return value;
}

bool startsWithName(std::string_view line, std::string_view name)
{
    return line.size() > name.size() && line[name.size()] == ':'
           && strncasecmp(line.data(), name.data(), name.size()) == 0;
}

} // namespace

std::optional<std::string_view> headerValue(std::string_view head, std::string_view name)
{
    for (std::size_t end = head.find('\n'); end != std::string_view::npos;) {
        const std::string_view line = head.substr(end + 1);
        if (startsWithName(line, name)) {
            const std::string_view value =
                line.substr(name.size() + 1, line.find('\r') - name.size() - 1);
            return value.substr(std::min(value.find_first_not_of(' '), value.size()));
        }
        end = head.find('\n', end + 1);
    }
    return std::nullopt;
}

bool HeadReader::feed(std::string_view &bytes)
{
    const std::size_t before = m_head.size();
    m_head.append(bytes);
    const std::size_t end = m_head.find(HeadEnd, before - std::min(before, HeadEnd.size() - 1));
    if (end == std::string::npos) {
        bytes = {};
        return false;
    }
    m_head.resize(end + HeadEnd.size());
    bytes.remove_prefix(m_head.size() - before);
    return true;
}

BodyReader BodyReader::following(std::string_view head, bool untilClose)
{
    BodyReader body;
    if (headerValue(head, "transfer-encoding")) {
        body.m_isChunked = true;
        body.m_state = State::ChunkSize;
    } else if (const auto length = headerValue(head, "content-length")) {
        std::from_chars(length->data(), length->data() + length->size(), body.m_left);
        body.m_state = body.m_left > 0 ? State::Data : State::Finished;
    } else if (untilClose) {
        body.m_state = State::UntilClose;
    }
    return body;
}

void BodyReader::finishRun(std::size_t run)
{
    if (m_state != State::Data)
        return;
    m_left -= run;
    if (m_left == 0)
        m_state = m_isChunked ? State::ChunkEnd : State::Finished;
}

void BodyReader::readFrame(char byte)
{
    const bool endsLine = byte == '\n';
    if (byte == '\r')
        return;
    switch (m_state) {
    case State::ChunkSize:
        if (!endsLine)
            m_left = m_left * 16 + digitValue(byte);
        else
            m_state = m_left > 0 ? State::Data : State::Trailer;
        return;
    case State::ChunkEnd:
        if (endsLine)
            m_state = State::ChunkSize;
        return;
    case State::Trailer:
        if (endsLine && m_lineLength == 0)
            m_state = State::Finished;
        m_lineLength = endsLine ? 0 : m_lineLength + 1;
        return;
    case State::Finished:
    case State::Data:
    case State::UntilClose:
        return;
    }
}

} // namespace llmproxy::bench
