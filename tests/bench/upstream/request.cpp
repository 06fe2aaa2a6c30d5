// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/request.h"

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
    if (!m_head.feed(bytes))
        return false;
    const std::string_view head = m_head.head();
    const std::size_t targetBegin = head.find(' ') + 1;
    m_request.target = head.substr(targetBegin, head.find(' ', targetBegin) - targetBegin);
    m_body = BodyReader::following(head, false);
    m_isInBody = true;
    return true;
}

} // namespace llmproxy::bench
