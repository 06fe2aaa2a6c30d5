// SPDX-License-Identifier: MIT
#include "engine/mock/vendors.h"

#include <QJsonArray>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

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

} // namespace

Conversation readAnthropic(const QJsonObject &body)
{
    Conversation conversation;
    conversation.model = body["model"_L1].toString().toUtf8();
    conversation.readText(body["system"_L1]);
    conversation.read(body["messages"_L1].toArray());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools)
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

} // namespace llmproxy::mock
