// SPDX-License-Identifier: MIT
#include "engine/mock/vendors.h"

#include <QJsonArray>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

Json usage(const Completion &completion)
{
    return json::object({
        {"prompt_tokens", json::number(completion.inputTokens)},
        {"completion_tokens", json::number(completion.outputTokens())},
        {"total_tokens", json::number(completion.inputTokens + completion.outputTokens())},
        {"prompt_tokens_details",
         json::object({{"cached_tokens", json::number(completion.cacheReadTokens)},
                       {"audio_tokens", json::number(0)}})},
        {"completion_tokens_details",
         json::object({{"reasoning_tokens", json::number(completion.thoughtTokens())},
                       {"audio_tokens", json::number(0)},
                       {"accepted_prediction_tokens", json::number(0)},
                       {"rejected_prediction_tokens", json::number(0)}})},
    });
}

Json finishReason(const Completion &completion)
{
    if (completion.call)
        return json::string("tool_calls");
    return json::string(completion.cutOff ? "length" : "stop");
}

Json function(QByteArrayView name, const QByteArray &arguments)
{
    return json::object({{"name", json::string(name)}, {"arguments", json::string(arguments)}});
}

Json toolCall(Call &call, const Completion &completion, const QByteArray &arguments, bool indexed)
{
    return json::object({
        {"index", indexed ? json::number(0) : json::absent()},
        {"id", json::string(call.ids.base62(24, "call_"))},
        {"type", json::string("function")},
        {"function", function(completion.call->name, arguments)},
    });
}

/// The chunks of one answer: all begin the same.
class Chunks
{
public:
    Chunks(Call &call, const Completion &completion, bool includeUsage)
        : m_head(json::object({
            {"id", json::string(call.ids.base62(29, "chatcmpl-"))},
            {"object", json::string("chat.completion.chunk")},
            {"created", json::number(unixSeconds(call.request.at))},
            {"model", json::string(completion.model)},
            {"service_tier", json::string("default")},
            {"system_fingerprint", json::string(call.ids.hex(10, "fp_"))},
        }))
        , m_noUsage(includeUsage ? json::null() : json::absent())
    {}

    void add(const Json &delta, qint64 tokens, const Json &finish = json::null())
    {
        const Json choice = json::object({
            {"index", json::number(0)},
            {"delta", delta},
            {"logprobs", json::null()},
            {"finish_reason", finish},
        });
        addChoices({choice}, m_noUsage, tokens);
    }

    void addUsage(const Json &counts) { addChoices({}, counts, 0); }

    std::vector<Frame> take() { return std::move(m_frames); }

private:
    void addChoices(const std::vector<Json> &choices, const Json &counts, qint64 tokens)
    {
        const Json data = json::merged(
            m_head, json::object({{"choices", json::array(choices)}, {"usage", counts}}));
        m_frames.push_back({{}, data, tokens});
    }

    Json m_head;
    Json m_noUsage; ///< what a chunk in front of the usage says about it
    std::vector<Frame> m_frames;
};

bool modelThinks(const QByteArray &model)
{
    return model.startsWith("gpt-5")
           || (model.startsWith('o') && model.size() > 1 && model.at(1) >= '1'
               && model.at(1) <= '9');
}

} // namespace

Conversation readChat(const QJsonObject &body)
{
    Conversation conversation;
    conversation.model = body["model"_L1].toString().toUtf8();
    conversation.read(body["messages"_L1].toArray());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools) {
        const QJsonValue function = tool["function"_L1];
        conversation.addTool(function["name"_L1], function["parameters"_L1]);
    }
    for (const QLatin1String limit : {"max_completion_tokens"_L1, "max_tokens"_L1}) {
        if (!conversation.maxTokens && body[limit].isDouble())
            conversation.maxTokens = body[limit].toInteger();
    }
    const QString effort = body["reasoning_effort"_L1].toString();
    conversation.thinks = effort.isEmpty() ? modelThinks(conversation.model) : effort != "none"_L1;
    return conversation;
}

Json chatCompletion(Call &call, const Completion &completion)
{
    const Json calls =
        completion.call
            ? json::array({toolCall(call, completion, joined(completion.arguments), false)})
            : json::absent();
    const Json message = json::object({
        {"role", json::string("assistant")},
        {"content", completion.call ? json::null() : json::string(joined(completion.text))},
        {"tool_calls", calls},
        {"refusal", json::null()},
        {"annotations", json::array({})},
    });
    const Json choice = json::object({
        {"index", json::number(0)},
        {"message", message},
        {"logprobs", json::null()},
        {"finish_reason", finishReason(completion)},
    });
    return json::object({
        {"id", json::string(call.ids.base62(29, "chatcmpl-"))},
        {"object", json::string("chat.completion")},
        {"created", json::number(unixSeconds(call.request.at))},
        {"model", json::string(completion.model)},
        {"choices", json::array({choice})},
        {"usage", usage(completion)},
        {"service_tier", json::string("default")},
        {"system_fingerprint", json::string(call.ids.hex(10, "fp_"))},
    });
}

std::vector<Frame> chatFrames(Call &call, const Completion &completion, bool includeUsage)
{
    Chunks chunks(call, completion, includeUsage);
    const Json calls =
        completion.call ? json::array({toolCall(call, completion, {}, true)}) : json::absent();
    const Json opening = json::object({
        {"role", json::string("assistant")},
        {"content", completion.call ? json::null() : json::string("")},
        {"tool_calls", calls},
        {"refusal", json::null()},
    });
    chunks.add(opening, completion.thoughtTokens());
    for (const QByteArray &token : completion.text)
        chunks.add(json::object({{"content", json::string(token)}}), 1);
    for (const QByteArray &token : completion.arguments) {
        const Json part = json::object({
            {"index", json::number(0)},
            {"function", json::object({{"arguments", json::string(token)}})},
        });
        chunks.add(json::object({{"tool_calls", json::array({part})}}), 1);
    }
    chunks.add(json::object({}), 0, finishReason(completion));
    if (includeUsage)
        chunks.addUsage(usage(completion));
    return chunks.take();
}

} // namespace llmproxy::mock
