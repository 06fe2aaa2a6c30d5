// SPDX-License-Identifier: MIT
#include "engine/mock/vendors.h"

#include <QJsonArray>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

bool modelThinks(const QJsonObject &body, const QByteArray &model)
{
    const QJsonValue config = body["generationConfig"_L1]["thinkingConfig"_L1];
    if (config["thinkingBudget"_L1].isDouble())
        return config["thinkingBudget"_L1].toInt() != 0;
    return config.isObject() || model.contains("gemini-2.5") || model.contains("gemini-3");
}

/// Google's JSON takes names in either case, and its own SDK for Python writes this one in both.
QJsonValue schemaOf(const QJsonValue &function)
{
    for (const QLatin1String name : {"parametersJsonSchema"_L1, "parameters_json_schema"_L1}) {
        if (function[name].isObject())
            return function[name];
    }
    return function["parameters"_L1];
}

/// `spoken`: how many candidate tokens are out by now. The thoughts are out before the first.
Json usage(const Completion &completion, qint64 spoken)
{
    const qint64 input = completion.inputTokens;
    const qint64 cached = completion.cacheReadTokens;
    const qint64 thoughts = completion.thoughtTokens();
    return json::object({
        {"promptTokenCount", json::number(input)},
        {"candidatesTokenCount", spoken > 0 ? json::number(spoken) : json::absent()},
        {"totalTokenCount", json::number(input + spoken + thoughts)},
        {"cachedContentTokenCount", cached > 0 ? json::number(cached) : json::absent()},
        {"promptTokensDetails", geminiModality(input)},
        {"cacheTokensDetails", cached > 0 ? geminiModality(cached) : json::absent()},
        {"thoughtsTokenCount", thoughts > 0 ? json::number(thoughts) : json::absent()},
    });
}

/// The answer to one call, whole or in parts with the same id.
class Generation
{
public:
    Generation(Call &call, const Completion &completion)
        : m_completion(completion)
        , m_id(call.ids.base62(22))
    {
        const QJsonValue config = (*call.body)["generationConfig"_L1]["thinkingConfig"_L1];
        if (config["includeThoughts"_L1].toBool())
            m_shownThoughts = completion.thoughts;
    }

    Json whole() const
    {
        const Json thoughts =
            m_shownThoughts.empty() ? json::absent() : thought(joined(m_shownThoughts));
        const Json spoken = m_completion.call ? functionCall() : text(joined(m_completion.text));
        return response({thoughts, spoken}, finishReason(), m_completion.spokenTokens());
    }

    std::vector<Frame> parts() const
    {
        std::vector<Frame> frames;
        for (const QByteArray &token : m_shownThoughts)
            frames.push_back({{}, response({thought(token)}, json::absent(), 0), 1});
        const qint64 hidden = m_completion.thoughtTokens() - qint64(m_shownThoughts.size());
        if (m_completion.call) { // a function call is never cut in two
            frames.push_back({{}, whole(), hidden + m_completion.spokenTokens()});
            return frames;
        }
        qint64 spoken = 0;
        for (const QByteArray &token : m_completion.text) {
            const qint64 waits = spoken == 0 ? hidden : 0;
            ++spoken;
            frames.push_back({{}, response({text(token)}, json::absent(), spoken), waits + 1});
        }
        frames.push_back({{}, response({text({})}, finishReason(), spoken), 0});
        return frames;
    }

private:
    static Json text(const QByteArray &utf8)
    {
        return json::object({{"text", json::string(utf8)}});
    }
    static Json thought(const QByteArray &utf8)
    {
        return json::merged(text(utf8), json::object({{"thought", json::boolean(true)}}));
    }
    Json functionCall() const
    {
        return json::object({{"functionCall",
                              json::object({{"name", json::string(m_completion.call->name)},
                                            {"args", json::from(m_completion.call->arguments)}})}});
    }

    Json finishReason() const { return json::string(m_completion.cutOff ? "MAX_TOKENS" : "STOP"); }

    Json response(const std::vector<Json> &parts, const Json &finish, qint64 spoken) const
    {
        const Json content =
            json::object({{"parts", json::array(parts)}, {"role", json::string("model")}});
        const Json candidate = json::object(
            {{"content", content}, {"finishReason", finish}, {"index", json::number(0)}});
        return json::object({
            {"candidates", json::array({candidate})},
            {"usageMetadata", usage(m_completion, spoken)},
            {"modelVersion", json::string(m_completion.model)},
            {"responseId", json::string(m_id)},
        });
    }

    const Completion &m_completion;
    QByteArray m_id;
    std::vector<QByteArray> m_shownThoughts;
};

} // namespace

Conversation readGemini(const QJsonObject &body, const QByteArray &model)
{
    Conversation conversation;
    conversation.model = model;
    conversation.readText(body["systemInstruction"_L1]);
    conversation.read(body["contents"_L1].toArray());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools) {
        const QJsonArray declarations = tool["functionDeclarations"_L1].toArray();
        for (const auto &function : declarations) {
            conversation.addTool(function["name"_L1], schemaOf(function));
        }
    }
    const QJsonValue limit = body["generationConfig"_L1]["maxOutputTokens"_L1];
    if (limit.isDouble())
        conversation.maxTokens = limit.toInteger();
    conversation.thinks = modelThinks(body, model);
    return conversation;
}

Json geminiModality(qint64 tokens)
{
    return json::array(
        {json::object({{"modality", json::string("TEXT")}, {"tokenCount", json::number(tokens)}})});
}

Json geminiResponse(Call &call, const Completion &completion)
{
    return Generation(call, completion).whole();
}

std::vector<Frame> geminiFrames(Call &call, const Completion &completion)
{
    return Generation(call, completion).parts();
}

} // namespace llmproxy::mock
