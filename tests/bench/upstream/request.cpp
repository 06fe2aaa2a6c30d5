// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/request.h"

#include <algorithm>
#include <charconv>

namespace llmproxy::bench {
namespace {

std::optional<std::string_view> queryValue(std::string_view target, std::string_view name)
{
    for (std::size_t mark = target.find_first_of("?&"); mark != std::string_view::npos;
         mark = target.find('&', mark + 1)) {
        const std::string_view field = target.substr(mark + 1);
        if (field.size() > name.size() && field[name.size()] == '='
            && field.compare(0, name.size(), name) == 0)
            return field.substr(name.size() + 1, field.find('&') - name.size() - 1);
    }
    return std::nullopt;
}

} // namespace

std::string_view Request::lastSegment() const
{
    const std::string_view path = std::string_view(target).substr(0, target.find('?'));
    return path.substr(path.rfind('/') + 1);
}

long Request::parameter(std::string_view name, long fallback) const
{
    long value = fallback;
    if (const auto text = queryValue(target, name))
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

bool Request::has(std::string_view name) const
{
    return queryValue(target, name).has_value();
}

std::optional<Request> RequestReader::next(std::string_view &bytes)
{
    if (!m_isInBody && !readHead(bytes))
        return std::nullopt;
    bytes.remove_prefix(m_body.feed(bytes, [](std::string_view) {}));
    if (!m_body.isFinished())
        return std::nullopt;
    m_isInBody = false;
    m_head.clear();
    return m_request;
}

bool RequestReader::readHead(std::string_view &bytes)
{
    constexpr std::string_view HeadEnd = "\r\n\r\n";
    const std::size_t before = m_head.size();
    m_head.append(bytes);
    const std::size_t end = m_head.find(HeadEnd, before - std::min(before, HeadEnd.size() - 1));
    if (end == std::string::npos) {
        bytes = {};
        return false;
    }
    m_head.resize(end + HeadEnd.size());
    bytes.remove_prefix(m_head.size() - before);
    const std::size_t targetBegin = m_head.find(' ') + 1;
    m_request.target = m_head.substr(targetBegin, m_head.find(' ', targetBegin) - targetBegin);
    m_body = BodyReader::following(m_head, false);
    m_isInBody = true;
    return true;
}

} // namespace llmproxy::bench
