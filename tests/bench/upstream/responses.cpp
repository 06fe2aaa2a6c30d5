// SPDX-License-Identifier: MIT
#include "tests/bench/upstream/responses.h"

#include <array>
#include <charconv>

namespace llmproxy::bench {
namespace {

constexpr std::size_t CompletionBytes = 1024;
constexpr std::size_t TimeStampDigits = 19;
constexpr std::string_view VendorFields = "x-request-id: req_0123456789abcdef\r\n"
                                          "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
                                          "Server: mock\r\n\r\n";

std::string completionBody()
{
    const std::string tail = R"("},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,)"
                             R"("completion_tokens":200,"total_tokens":212}})";
    std::string body = R"({"id":"chatcmpl-abc123","object":"chat.completion","created":1700000000,)"
                       R"("model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant",)"
                       R"("content":")";
    const std::string words = "lorem ipsum ";
    while (body.size() + tail.size() < CompletionBytes)
        body += words[body.size() % words.size()];
    return body + tail;
}

std::string completionWith(std::string_view extraFields)
{
    std::string response = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                           + std::to_string(CompletionBytes) + "\r\n";
    response.append(extraFields).append(VendorFields);
    return response + completionBody();
}

} // namespace

std::string_view completion()
{
    static const std::string response = completionWith({});
    return response;
}

std::string_view completionThenClose()
{
    static const std::string response = completionWith("Connection: close\r\n");
    return response;
}

std::string_view received()
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n"
           R"({"ok":true})";
}

std::string_view notFound()
{
    return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
}

std::string_view eventStreamHead()
{
    static const std::string head = std::string("HTTP/1.1 200 OK\r\n"
                                                "Content-Type: text/event-stream\r\n"
                                                "Cache-Control: no-cache\r\n"
                                                "Transfer-Encoding: chunked\r\n")
                                        .append(VendorFields);
    return head;
}

std::string json(std::string_view body)
{
    std::string response = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                           + std::to_string(body.size()) + "\r\n\r\n";
    return response.append(body);
}

std::string blobHead(long bytes)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: "
           + std::to_string(bytes) + "\r\n\r\n";
}

void appendEvent(std::string &out, TimePoint now)
{
    constexpr std::string_view begin = "96\r\ndata: {\"id\":\"chatcmpl-1\",\"object\":"
                                       "\"chat.completion.chunk\",\"t\":\"";
    constexpr std::string_view end = "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                                     "\" tokens and so on\"}}]}\n\n\r\n";
    static_assert(begin.size() + TimeStampDigits + end.size() == 0x96 + 6, "the chunk's size");
    std::array<char, TimeStampDigits> digits{};
    const auto written =
        std::to_chars(digits.begin(), digits.end(), now.time_since_epoch().count());
    const auto count = static_cast<std::size_t>(written.ptr - digits.data());
    out.append(begin).append(TimeStampDigits - count, '0').append(digits.data(), count).append(end);
}

} // namespace llmproxy::bench
