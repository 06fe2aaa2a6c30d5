// SPDX-License-Identifier: MIT
#include "engine/mock/vendors.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

struct Fault
{
    int status = 0;
    const char *type = "";
    const char *message = "";
};

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

Fault faultOf(int status)
{
    const auto *const found = std::find_if(
        Faults.begin(), Faults.end(), [=](const Fault &fault) { return fault.status == status; });
    if (found != Faults.end())
        return *found;
    return status < 500 ? Faults.front() : Fault{status, "api_error", "Internal server error"};
}

Answer error(Call &call, int status, QByteArrayView message)
{
    const Fault fault = faultOf(status);
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

/// Input tokens that no cache had a part in: Anthropic's counts do not overlap.
qint64 plainInput(const Completion &completion)
{
    return completion.inputTokens - completion.cacheReadTokens - completion.cacheWriteTokens;
}

Json usage(const Completion &completion, qint64 outputTokens)
{
    return json::object({
        {"input_tokens", json::number(plainInput(completion))},
        {"cache_creation_input_tokens", json::number(completion.cacheWriteTokens)},
        {"cache_read_input_tokens", json::number(completion.cacheReadTokens)},
        {"cache_creation",
         json::object({{"ephemeral_5m_input_tokens", json::number(completion.cacheWriteTokens)},
                       {"ephemeral_1h_input_tokens", json::number(0)}})},
        {"output_tokens", json::number(outputTokens)},
        {"service_tier", json::string("standard")},
    });
}

Json finalUsage(const Completion &completion)
{
    return json::object({
        {"input_tokens", json::number(plainInput(completion))},
        {"cache_creation_input_tokens", json::number(completion.cacheWriteTokens)},
        {"cache_read_input_tokens", json::number(completion.cacheReadTokens)},
        {"output_tokens", json::number(completion.outputTokens())},
    });
}

Json stopReason(const Completion &completion)
{
    if (completion.call)
        return json::string("tool_use");
    return json::string(completion.cutOff ? "max_tokens" : "end_turn");
}

Json message(Call &call,
             const Completion &completion,
             const std::vector<Json> &content,
             const Json &stop,
             const Json &counts)
{
    return json::object({
        {"model", json::string(completion.model)},
        {"id", json::string(call.ids.base62(22, "msg_01"))},
        {"type", json::string("message")},
        {"role", json::string("assistant")},
        {"content", json::array(content)},
        {"stop_reason", stop},
        {"stop_sequence", json::null()},
        {"usage", counts},
    });
}

Json thinkingBlock(const QByteArray &thinking, const QByteArray &signature)
{
    return json::object({{"type", json::string("thinking")},
                         {"thinking", json::string(thinking)},
                         {"signature", json::string(signature)}});
}

Json textBlock(const QByteArray &text)
{
    return json::object({{"type", json::string("text")}, {"text", json::string(text)}});
}

Json toolBlock(Call &call, const Completion &completion, const Json &input)
{
    return json::object({{"type", json::string("tool_use")},
                         {"id", json::string(call.ids.base62(22, "toolu_01"))},
                         {"name", json::string(completion.call->name)},
                         {"input", input}});
}

/// The events of one content block after the other.
class Blocks
{
public:
    explicit Blocks(std::vector<Frame> &frames)
        : m_frames(frames)
    {}

    void begin(const Json &block) { add("content_block_start", {{"content_block", block}}); }
    void deltas(const char *type, const char *member, const std::vector<QByteArray> &tokens)
    {
        for (const QByteArray &token : tokens)
            delta(type, member, token, 1);
    }
    void delta(const char *type, const char *member, const QByteArray &text, qint64 tokens = 0)
    {
        const Json value =
            json::object({{"type", json::string(type)}, {member, json::string(text)}});
        add("content_block_delta", {{"delta", value}}, tokens);
    }
    void end()
    {
        add("content_block_stop", {});
        ++m_index;
    }

private:
    void add(const char *type, std::initializer_list<json::Member> members, qint64 tokens = 0)
    {
        const Json head =
            json::object({{"type", json::string(type)}, {"index", json::number(m_index)}});
        m_frames.push_back({type, json::merged(head, json::object(members)), tokens});
    }

    std::vector<Frame> &m_frames;
    qint64 m_index = 0;
};

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

Conversation readAnthropic(const QJsonObject &body)
{
    Conversation conversation;
    conversation.model = body["model"_L1].toString().toUtf8();
    conversation.readText(body["system"_L1]);
    conversation.read(body["messages"_L1].toArray());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const QJsonValue &tool : tools)
        conversation.addTool(tool["name"_L1], tool["input_schema"_L1]);
    if (body["max_tokens"_L1].isDouble())
        conversation.maxTokens = body["max_tokens"_L1].toInteger();
    const QString thinking = body["thinking"_L1]["type"_L1].toString();
    conversation.thinks = thinking == "enabled"_L1 || thinking == "adaptive"_L1;
    conversation.caches = json::from(body).text.contains("\"cache_control\":{");
    return conversation;
}

Json anthropicMessage(Call &call, const Completion &completion)
{
    std::vector<Json> content;
    if (!completion.thoughts.empty())
        content.push_back(thinkingBlock(joined(completion.thoughts), call.ids.base62(64)));
    content.push_back(completion.call
                          ? toolBlock(call, completion, json::from(completion.call->arguments))
                          : textBlock(joined(completion.text)));
    return message(call,
                   completion,
                   content,
                   stopReason(completion),
                   usage(completion, completion.outputTokens()));
}

std::vector<Frame> anthropicFrames(Call &call, const Completion &completion)
{
    std::vector<Frame> frames;
    const auto add = [&](const char *type, std::initializer_list<json::Member> members) {
        const Json head = json::object({{"type", json::string(type)}});
        frames.push_back({type, json::merged(head, json::object(members)), 0});
    };
    add("message_start",
        {{"message", message(call, completion, {}, json::null(), usage(completion, 1))}});
    Blocks blocks(frames);
    if (!completion.thoughts.empty()) {
        blocks.begin(thinkingBlock({}, {}));
        blocks.deltas("thinking_delta", "thinking", completion.thoughts);
        blocks.delta("signature_delta", "signature", call.ids.base62(64));
        blocks.end();
    }
    blocks.begin(completion.call ? toolBlock(call, completion, json::object({})) : textBlock({}));
    add("ping", {});
    blocks.deltas("text_delta", "text", completion.text);
    blocks.deltas("input_json_delta", "partial_json", completion.arguments);
    blocks.end();
    const Json stop =
        json::object({{"stop_reason", stopReason(completion)}, {"stop_sequence", json::null()}});
    add("message_delta", {{"delta", stop}, {"usage", finalUsage(completion)}});
    add("message_stop", {});
    return frames;
}

Vendor anthropic()
{
    return {owns, answerAnthropic, error};
}

} // namespace llmproxy::mock
