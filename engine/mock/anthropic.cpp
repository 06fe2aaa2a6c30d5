// SPDX-License-Identifier: MIT
#include "engine/mock/fault.h"
#include "engine/mock/vendors.h"

#include <QJsonArray>
#include <QStringBuilder>

#include <array>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

constexpr std::array Faults{
    Fault{400, "invalid_request_error", "Invalid request."},
    Fault{401, "authentication_error", "invalid x-api-key"},
    Fault{402, "billing_error", "Your credit balance is too low to access the Anthropic API."},
    Fault{403, "permission_error", "Your API key does not have permission for this resource."},
    Fault{404, "not_found_error", "Not Found"},
    Fault{413, "request_too_large", "Request exceeds the maximum size"},
    Fault{429, "rate_limit_error", "This request would exceed your organization's rate limit."},
    Fault{500, "api_error", "Internal server error"},
    Fault{504, "timeout_error", "The request timed out."},
    Fault{529, "overloaded_error", "Overloaded"},
};
constexpr Fault OtherFault{500, "api_error", "Internal server error"};

void addLimit(HeaderList &headers, const char *what, qint64 limit, qint64 used, TimePoint at)
{
    const QByteArray prefix = QByteArray("anthropic-ratelimit-") + what + '-';
    headers.emplace_back(prefix + "limit", QByteArray::number(limit));
    headers.emplace_back(prefix + "remaining", QByteArray::number(limit - used));
    headers.emplace_back(prefix + "reset", rfc3339(at + std::chrono::seconds(1)));
}

HeaderList anthropicHeaders(Call &call, QByteArrayView contentType, const Completion &completion)
{
    HeaderList headers{
        {"content-type", contentType.toByteArray()},
        {"request-id", call.ids.base62(21, "req_011")},
        {"anthropic-organization-id", "00000000-0000-4000-8000-000000000000"},
    };
    const TimePoint at = call.request.at;
    const qint64 output = completion.outputTokens();
    addLimit(headers, "requests", 4000, 1, at);
    addLimit(headers, "input-tokens", 2'000'000, completion.inputTokens, at);
    addLimit(headers, "output-tokens", 400'000, output, at);
    addLimit(headers, "tokens", 2'400'000, completion.inputTokens + output, at);
    return headers;
}

Answer error(Call &call, int status, QByteArrayView message)
{
    const Fault &fault = faultOf(Faults, status, OtherFault);
    HeaderList headers = anthropicHeaders(call, "application/json", {});
    headers.emplace_back("x-should-retry", status == 429 || status >= 500 ? "true" : "false");
    if (status == 429)
        headers.emplace_back("retry-after", "1");
    const QByteArray requestId = headers.at(1).second;
    const Json detail =
        json::object({{"type", json::string(fault.type)},
                      {"message", json::string(message.isEmpty() ? fault.message : message)}});
    return wholeAnswer(call,
                       status,
                       headers,
                       json::object({{"type", json::string("error")},
                                     {"error", detail},
                                     {"request_id", json::string(requestId)}}));
}

bool owns(const Call &call)
{
    if (call.path == "/v1/chat/completions")
        return false; // Anthropic's OpenAI-compatible API
    return call.path == "/v1/messages" || call.path.startsWith("/v1/messages/")
           || !call.header("anthropic-version").isEmpty() || !call.header("x-api-key").isEmpty();
}

Answer models(Call &call, QByteArrayView id)
{
    const auto entry = [](QByteArrayView model) {
        return json::object({{"type", json::string("model")},
                             {"id", json::string(model)},
                             {"display_name", json::string(model)},
                             {"created_at", json::string("2025-01-01T00:00:00Z")},
                             {"lifecycle", json::string("active")}});
    };
    const HeaderList headers = anthropicHeaders(call, "application/json", {});
    if (!id.isEmpty())
        return wholeAnswer(call, 200, headers, entry(id));
    const std::array<QByteArrayView, 3> names{
        "claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"};
    return wholeAnswer(
        call,
        200,
        headers,
        json::object({
            {"data", json::array({entry(names[0]), entry(names[1]), entry(names[2])})},
            {"has_more", json::boolean(false)},
            {"first_id", json::string(names.front())},
            {"last_id", json::string(names.back())},
        }));
}

Answer countTokens(Call &call)
{
    const Completion counted = complete(readAnthropic(*call.body), {});
    return wholeAnswer(call,
                       200,
                       anthropicHeaders(call, "application/json", {}),
                       json::object({{"input_tokens", json::number(counted.inputTokens)}}));
}

Answer messages(Call &call)
{
    if (!(*call.body)["max_tokens"_L1].isDouble())
        return error(call, 400, "max_tokens: Field required");
    const Completion completion = complete(readAnthropic(*call.body), call.tokens);
    if (!(*call.body)["stream"_L1].toBool())
        return wholeAnswer(call,
                           200,
                           anthropicHeaders(call, "application/json", completion),
                           anthropicMessage(call, completion));
    Pacer pacer(call.settings.tokensPerSecond);
    for (const Frame &frame : anthropicFrames(call, completion))
        pacer.add(sseEvent(frame.name, frame.data), frame.tokens);
    HeaderList headers = anthropicHeaders(call, "text/event-stream; charset=utf-8", {});
    headers.emplace_back("cache-control", "no-cache");
    return streamAnswer(call, headers, pacer);
}

Answer answerAnthropic(Call &call)
{
    const QByteArray &method = call.request.method;
    if (method == "GET" && (call.path == "/v1/models" || call.path.startsWith("/v1/models/")))
        return models(call, QByteArray::fromPercentEncoding(call.path.mid(11)));
    const bool counts = call.path == "/v1/messages/count_tokens";
    if (!counts && call.path != "/v1/messages")
        return error(call, 404, {});
    if (method != "POST")
        return error(call, 405, "Method Not Allowed");
    if (!call.body)
        return error(call, 400, "The request body is not valid JSON");
    if (!(*call.body)["model"_L1].isString())
        return error(call, 400, "model: Field required");
    if (!(*call.body)["messages"_L1].isArray())
        return error(call, 400, "messages: Field required");
    return counts ? countTokens(call) : messages(call);
}

} // namespace

Vendor anthropic()
{
    return {owns, answerAnthropic, error};
}

} // namespace llmproxy::mock
