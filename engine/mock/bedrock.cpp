// SPDX-License-Identifier: MIT
#include "engine/eventstream/encoder.h"
#include "engine/mock/fault.h"
#include "engine/mock/vendors.h"

#include <QJsonArray>

#include <array>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

constexpr std::array Faults{
    Fault{400,
          "ValidationException",
          "Malformed input request, please reformat your input and try again."},
    Fault{403,
          "AccessDeniedException",
          "You don't have access to the model with the specified model ID."},
    Fault{404,
          "ResourceNotFoundException",
          "Could not resolve the foundation model from the provided model identifier."},
    Fault{408, "ModelTimeoutException", "The request took too long to process."},
    Fault{424,
          "ModelErrorException",
          "The request failed due to an error while processing the model."},
    Fault{429, "ThrottlingException", "Too many requests, please wait before trying again."},
    Fault{500,
          "InternalServerException",
          "The system encountered an unexpected error during processing. Try your request again."},
    Fault{503, "ServiceUnavailableException", "Bedrock is unable to process your request."},
};

Answer fault(Call &call, int status, QByteArrayView type, const Json &body)
{
    HeaderList headers = bedrockHeaders(call, "application/json");
    headers.emplace_back("x-amzn-errortype", type.toByteArray());
    return wholeAnswer(call, status, headers, body);
}

Answer error(Call &call, int status, QByteArrayView message)
{
    const Fault &usual = faultOf(Faults, status, Faults.back());
    const QByteArrayView text = message.isEmpty() ? QByteArrayView(usual.message) : message;
    return fault(call, status, usual.type, json::object({{"message", json::string(text)}}));
}

bool owns(const Call &call)
{
    return call.path.startsWith("/model/")
           || call.header("authorization").startsWith("AWS4-HMAC-SHA256");
}

Conversation readConverse(const QJsonObject &body, const QByteArray &model)
{
    Conversation conversation;
    conversation.model = model;
    conversation.readText(body["system"_L1]);
    conversation.read(body["messages"_L1].toArray());
    const QJsonArray tools = body["toolConfig"_L1]["tools"_L1].toArray();
    for (const auto &tool : tools) {
        const QJsonValue spec = tool["toolSpec"_L1];
        conversation.addTool(spec["name"_L1], spec["inputSchema"_L1]["json"_L1]);
    }
    const QJsonValue limit = body["inferenceConfig"_L1]["maxTokens"_L1];
    if (limit.isDouble())
        conversation.maxTokens = limit.toInteger();
    const QJsonValue extra = body["additionalModelRequestFields"_L1];
    conversation.thinks =
        extra["thinking"_L1].isObject() || extra["reasoning_config"_L1].isObject();
    conversation.caches = json::from(body).text.contains("\"cachePoint\":{");
    return conversation;
}

/// Input tokens exclude the cached ones, the total includes them.
Json usage(const Completion &completion)
{
    const qint64 read = completion.cacheReadTokens;
    const qint64 written = completion.cacheWriteTokens;
    return json::object({
        {"inputTokens", json::number(completion.inputTokens - read - written)},
        {"outputTokens", json::number(completion.outputTokens())},
        {"totalTokens", json::number(completion.inputTokens + completion.outputTokens())},
        {"cacheReadInputTokens", json::number(read)},
        {"cacheWriteInputTokens", json::number(written)},
    });
}

Json metrics(const Call &call)
{
    return json::object({{"latencyMs", json::number(call.settings.latency.count())}});
}

Json stopReason(const Completion &completion)
{
    if (completion.call)
        return json::string("tool_use");
    return json::string(completion.cutOff ? "max_tokens" : "end_turn");
}

Json toolUse(Call &call, const Completion &completion, const Json &input)
{
    return json::object(
        {{"toolUse",
          json::object({{"toolUseId", json::string(call.ids.base62(22, "tooluse_"))},
                        {"name", json::string(completion.call->name)},
                        {"input", input}})}});
}

Answer converse(Call &call, const Completion &completion)
{
    std::vector<Json> content;
    if (!completion.thoughts.empty()) {
        const Json reasoning = json::object({{"text", json::string(joined(completion.thoughts))},
                                             {"signature", json::string(call.ids.base62(64))}});
        content.push_back(
            json::object({{"reasoningContent", json::object({{"reasoningText", reasoning}})}}));
    }
    content.push_back(completion.call
                          ? toolUse(call, completion, json::from(completion.call->arguments))
                          : json::object({{"text", json::string(joined(completion.text))}}));
    const Json message =
        json::object({{"role", json::string("assistant")}, {"content", json::array(content)}});
    return wholeAnswer(call,
                       200,
                       bedrockHeaders(call, "application/json"),
                       json::object({
                           {"metrics", metrics(call)},
                           {"output", json::object({{"message", message}})},
                           {"stopReason", stopReason(completion)},
                           {"usage", usage(completion)},
                       }));
}

/// The frames of the content blocks, one block after the other.
class Blocks
{
public:
    explicit Blocks(Pacer &pacer)
        : m_pacer(pacer)
    {}

    void begin(const Json &start)
    {
        add("contentBlockStart", json::object({{"start", start}, {"contentBlockIndex", index()}}));
    }
    void delta(const Json &value, qint64 tokens = 0)
    {
        add("contentBlockDelta",
            json::object({{"delta", value}, {"contentBlockIndex", index()}}),
            tokens);
    }
    void end()
    {
        add("contentBlockStop", json::object({{"contentBlockIndex", index()}}));
        ++m_index;
    }

private:
    Json index() const { return json::number(m_index); }
    void add(QByteArrayView type, const Json &payload, qint64 tokens = 0)
    {
        m_pacer.add(bedrockEvent(type, payload), tokens);
    }

    Pacer &m_pacer;
    qint64 m_index = 0;
};

void addReasoning(Blocks &blocks, Call &call, const Completion &completion)
{
    const auto reasoning = [](const char *member, const QByteArray &text) {
        return json::object({{"reasoningContent", json::object({{member, json::string(text)}})}});
    };
    for (const QByteArray &token : completion.thoughts)
        blocks.delta(reasoning("text", token), 1);
    blocks.delta(reasoning("signature", call.ids.base62(64)));
    blocks.end();
}

Answer converseStream(Call &call, const Completion &completion)
{
    Pacer pacer(call.settings.tokensPerSecond);
    pacer.add(bedrockEvent("messageStart", json::object({{"role", json::string("assistant")}})));
    Blocks blocks(pacer);
    if (!completion.thoughts.empty())
        addReasoning(blocks, call, completion);
    if (completion.call)
        blocks.begin(toolUse(call, completion, json::absent()));
    for (const QByteArray &token : completion.text)
        blocks.delta(json::object({{"text", json::string(token)}}), 1);
    for (const QByteArray &token : completion.arguments)
        blocks.delta(json::object({{"toolUse", json::object({{"input", json::string(token)}})}}),
                     1);
    blocks.end();
    pacer.add(bedrockEvent("messageStop", json::object({{"stopReason", stopReason(completion)}})));
    pacer.add(bedrockEvent(
        "metadata", json::object({{"metrics", metrics(call)}, {"usage", usage(completion)}})));
    return streamAnswer(call, bedrockHeaders(call, "application/vnd.amazon.eventstream"), pacer);
}

Answer unknownOperation(Call &call)
{
    const Json type = json::object(
        {{"__type", json::string("com.amazon.coral.service#UnknownOperationException")}});
    return fault(call,
                 404,
                 "UnknownOperationException",
                 json::object({{"Output", type}, {"Version", json::string("1.0")}}));
}

Answer answerBedrock(Call &call)
{
    const qsizetype slash = call.path.lastIndexOf('/');
    const QByteArray verb = call.path.sliced(slash + 1);
    constexpr qsizetype prefix = QByteArrayView("/model/").size();
    const bool invokes = verb == "invoke" || verb == "invoke-with-response-stream";
    const bool converses = verb == "converse" || verb == "converse-stream";
    if (!call.path.startsWith("/model/") || slash <= prefix || call.request.method != "POST"
        || !(invokes || converses))
        return unknownOperation(call);
    if (!call.body)
        return error(call, 400, {});
    const QByteArray model =
        QByteArray::fromPercentEncoding(call.path.sliced(prefix, slash - prefix));
    const bool streamed = verb.endsWith("-stream");
    if (invokes)
        return bedrockInvoke(call, model, streamed);
    if (!(*call.body)["messages"_L1].isArray())
        return error(call,
                     400,
                     "1 validation error detected: Value null at 'messages' failed to "
                     "satisfy constraint: Member must not be null");
    const Completion completion = complete(readConverse(*call.body, model), call.tokens);
    return streamed ? converseStream(call, completion) : converse(call, completion);
}

} // namespace

HeaderList bedrockHeaders(Call &call, QByteArrayView contentType)
{
    return {{"content-type", contentType.toByteArray()}, {"x-amzn-requestid", call.ids.uuid()}};
}

QByteArray bedrockEvent(QByteArrayView type, const Json &payload)
{
    using eventstream::Text;
    return eventstream::encode({{{":event-type", Text{type.toByteArray()}},
                                 {":content-type", Text{"application/json"}},
                                 {":message-type", Text{"event"}}},
                                payload.text});
}

Vendor bedrock()
{
    return {owns, answerBedrock, error};
}

} // namespace llmproxy::mock
