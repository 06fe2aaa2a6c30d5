// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/wire/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace llmproxy::bench {

/// A request target of which the last path segment says what is wanted and the query how.
struct Request
{
    std::string target;

    std::string_view lastSegment() const;
    long parameter(std::string_view name, long fallback) const;
    bool has(std::string_view name) const;
};

/// Takes the requests out of the bytes of one connection; bodies are skipped.
class RequestReader
{
public:
    /// Consumes `bytes` up to the end of the request they complete, if they do, and takes that
    /// much off their front.
    std::optional<Request> next(std::string_view &bytes);

private:
    bool readHead(std::string_view &bytes);

    HeadReader m_head;
    Request m_request;
    BodyReader m_body;
    bool m_isInBody = false;
};

} // namespace llmproxy::bench
