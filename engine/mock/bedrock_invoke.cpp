// SPDX-License-Identifier: MIT
#include "engine/mock/embedding.h"
#include "engine/mock/vendors.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

/// InvokeModel passes the body to the model as it is, so each maker has a format of its own.
namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

/// What one maker's models read and write.
struct Family
{
    QByteArrayView marker; ///< part of the model id, e.g. of an inference profile's too
    Conversation (*read)(const QJsonObject &body) = nullptr;
    Json (*whole)(Call &call, const Completion &completion) = nullptr;
    std::vector<Frame> (*frames)(Call &call, const Completion &completion) = nullptr;
};

std::vector<Frame> chatWithUsage(Call &call, const Completion &completion)
{
    return chatFrames(call, completion, true);
}

Conversation readPrompt(const QJsonObject &body, QLatin1String text, const QJsonValue &limit)
{
    Conversation conversation;
    conversation.asked = textOf(body[text]);
    conversation.readText(body[text]);
    if (limit.isDouble())
        conversation.maxTokens = limit.toInteger();
    return conversation;
}

Conversation readTitan(const QJsonObject &body)
{
    return readPrompt(body, "inputText"_L1, body["textGenerationConfig"_L1]["maxTokenCount"_L1]);
}

Json titanReason(const Completion &completion)
{
    return json::string(completion.cutOff ? "LENGTH" : "FINISH");
}

Json titanWhole(Call &, const Completion &completion)
{
    const Json result = json::object({
        {"tokenCount", json::number(completion.outputTokens())},
        {"outputText", json::string(joined(completion.text))},
        {"completionReason", titanReason(completion)},
    });
    return json::object({{"inputTextTokenCount", json::number(completion.inputTokens)},
                         {"results", json::array({result})}});
}

std::vector<Frame> titanFrames(Call &, const Completion &completion)
{
    const auto chunk = [&](const QByteArray &text, const Json &total, const Json &reason) {
        return json::object({{"outputText", json::string(text)},
                             {"index", json::number(0)},
                             {"totalOutputTextTokenCount", total},
                             {"completionReason", reason},
                             {"inputTextTokenCount", json::number(completion.inputTokens)}});
    };
    std::vector<Frame> frames;
    for (const QByteArray &token : completion.text)
        frames.push_back({{}, chunk(token, json::null(), json::null()), 1});
    frames.push_back(
        {{}, chunk({}, json::number(completion.outputTokens()), titanReason(completion)), 0});
    return frames;
}

Conversation readLlama(const QJsonObject &body)
{
    return readPrompt(body, "prompt"_L1, body["max_gen_len"_L1]);
}

Json llamaChunk(const Completion &completion, const QByteArray &text, qint64 spoken, bool last)
{
    const char *reason = completion.cutOff ? "length" : "stop";
    return json::object({{"generation", json::string(text)},
                         {"prompt_token_count", json::number(completion.inputTokens)},
                         {"generation_token_count", json::number(spoken)},
                         {"stop_reason", last ? json::string(reason) : json::null()}});
}

Json llamaWhole(Call &, const Completion &completion)
{
    return llamaChunk(completion, joined(completion.text), completion.outputTokens(), true);
}

std::vector<Frame> llamaFrames(Call &, const Completion &completion)
{
    std::vector<Frame> frames;
    qint64 spoken = 0;
    for (const QByteArray &token : completion.text)
        frames.push_back({{}, llamaChunk(completion, token, ++spoken, false), 1});
    frames.push_back({{}, llamaChunk(completion, {}, spoken, true), 0});
    return frames;
}

constexpr std::array Families{
    Family{"anthropic.", readAnthropic, anthropicMessage, anthropicFrames},
    Family{"amazon.titan-text", readTitan, titanWhole, titanFrames},
    Family{"meta.", readLlama, llamaWhole, llamaFrames},
    Family{"openai.", readChat, chatCompletion, chatWithUsage},
    Family{"mistral.", readChat, chatCompletion, chatWithUsage},
    Family{"qwen.", readChat, chatCompletion, chatWithUsage},
    Family{"deepseek.", readChat, chatCompletion, chatWithUsage},
};

HeaderList countedHeaders(Call &call, qint64 input, qint64 output)
{
    HeaderList headers = bedrockHeaders(call, "application/json");
    headers.emplace_back("x-amzn-bedrock-invocation-latency",
                         QByteArray::number(qint64(call.settings.latency.count())));
    headers.emplace_back("x-amzn-bedrock-input-token-count", QByteArray::number(input));
    headers.emplace_back("x-amzn-bedrock-output-token-count", QByteArray::number(output));
    return headers;
}

Answer embed(Call &call)
{
    const QByteArray text = textOf((*call.body)["inputText"_L1]);
    const int dimensions = std::clamp((*call.body)["dimensions"_L1].toInt(1024), 1, 4096);
    const qint64 tokens = estimateTokens(text.size());
    return wholeAnswer(call,
                       200,
                       countedHeaders(call, tokens, 0),
                       json::object({
                           {"embedding", numbers(embedding(text, dimensions))},
                           {"inputTextTokenCount", json::number(tokens)},
                       }));
}

/// What Bedrock adds to a stream's last chunk, whoever made the model.
Json invocationMetrics(const Call &call, const Completion &completion)
{
    const Json latency = json::number(call.settings.latency.count());
    return json::object({{"amazon-bedrock-invocationMetrics",
                          json::object({
                              {"inputTokenCount", json::number(completion.inputTokens)},
                              {"outputTokenCount", json::number(completion.outputTokens())},
                              {"invocationLatency", latency},
                              {"firstByteLatency", latency},
                          })}});
}

Answer stream(Call &call, const Family &family, const Completion &completion)
{
    std::vector<Frame> frames = family.frames(call, completion);
    frames.back().data = json::merged(frames.back().data, invocationMetrics(call, completion));
    Pacer pacer(call.settings.tokensPerSecond);
    for (const Frame &frame : frames) {
        const Json wrapped = json::object({{"bytes", json::string(frame.data.text.toBase64())}});
        pacer.add(bedrockEvent("chunk", wrapped), frame.tokens);
    }
    HeaderList headers = bedrockHeaders(call, "application/vnd.amazon.eventstream");
    headers.emplace_back("x-amzn-bedrock-content-type", "application/json");
    return streamAnswer(call, headers, pacer);
}

} // namespace

Answer bedrockInvoke(Call &call, QByteArrayView model, bool streamed)
{
    if (model.contains(QByteArrayView("amazon.titan-embed")) && !streamed)
        return embed(call);
    const auto *family = std::find_if(Families.begin(), Families.end(), [=](const Family &other) {
        return model.contains(other.marker);
    });
    if (family == Families.end())
        return bedrock().error(call, 400, "The provided model identifier is invalid.");
    Conversation conversation = family->read(*call.body);
    conversation.model = model.toByteArray();
    const Completion completion = complete(conversation, call.tokens);
    if (streamed)
        return stream(call, *family, completion);
    return wholeAnswer(call,
                       200,
                       countedHeaders(call, completion.inputTokens, completion.outputTokens()),
                       family->whole(call, completion));
}

} // namespace llmproxy::mock
