// SPDX-License-Identifier: MIT
#include "engine/transcript/json_text.h"
#include "engine/transcript/parts.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace llmproxy::transcript {
namespace {

/// Which are read in a way of their own, so they are no parameters.
constexpr std::array Conversation = {"messages"_L1,
                                     "contents"_L1,
                                     "content"_L1,
                                     "input"_L1,
                                     "prompt"_L1,
                                     "inputText"_L1,
                                     "system"_L1,
                                     "systemInstruction"_L1,
                                     "system_instruction"_L1,
                                     "instructions"_L1,
                                     "tools"_L1,
                                     "functions"_L1,
                                     "toolConfig"_L1};

/// Whose members are parameters, each by itself.
constexpr std::array Groups = {"generationConfig"_L1,
                               "generation_config"_L1,
                               "inferenceConfig"_L1,
                               "textGenerationConfig"_L1,
                               "additionalModelRequestFields"_L1};

template<std::size_t size>
bool isAmong(const std::array<QLatin1StringView, size> &names, const QString &name)
{
    return std::any_of(
        names.begin(), names.end(), [&name](QLatin1StringView known) { return name == known; });
}

void addTurn(Request &request, const QString &role, const QJsonValue &content)
{
    if (content.isUndefined() || content.isNull())
        return;
    const QJsonValue parts = content["parts"_L1]; // Gemini
    request.turns.append({role, partsOf(parts.isUndefined() ? content : parts)});
}

void readTurns(const QJsonObject &body, Request &request)
{
    for (const QLatin1StringView key :
         {"system"_L1, "systemInstruction"_L1, "system_instruction"_L1, "instructions"_L1})
        addTurn(request, u"system"_s, body[key]);
    request.turns += turnsOf(body["messages"_L1].toArray());
    request.turns += turnsOf(body["contents"_L1].toArray());
    const QJsonArray input = body["input"_L1].toArray();
    if (!input.isEmpty() && input.first().isObject())
        request.turns += turnsOfItems(input);
    else
        addTurn(request, u"user"_s, body["input"_L1]);
    for (const QLatin1StringView key : {"prompt"_L1, "inputText"_L1, "content"_L1})
        addTurn(request, u"user"_s, body[key]);
}

Tool toolOf(const QJsonObject &told)
{
    const QJsonObject function = told["function"_L1].toObject();
    const QJsonObject spec = told["toolSpec"_L1].toObject();
    const QJsonObject tool = !function.isEmpty() ? function : !spec.isEmpty() ? spec : told;
    Tool read{tool["name"_L1].toString(), tool["description"_L1].toString(), {}};
    for (const QLatin1StringView key :
         {"parameters"_L1, "input_schema"_L1, "parametersJsonSchema"_L1, "inputSchema"_L1}) {
        if (tool[key].isObject())
            read.schema =
                compact(tool[key]["json"_L1].isObject() ? tool[key]["json"_L1] : tool[key]);
    }
    // The provider's own tools have a type, or a key (Gemini), and no name.
    if (read.name.isEmpty())
        read.name = tool["type"_L1].toString(tool.isEmpty() ? QString() : tool.keys().constFirst());
    return read;
}

void readTools(const QJsonObject &body, Request &request)
{
    const QJsonValue bedrocks = body["toolConfig"_L1]["tools"_L1];
    for (const QJsonValue &list : {body["tools"_L1], body["functions"_L1], bedrocks}) {
        const QJsonArray tools = list.toArray();
        for (const QJsonValue tool : tools) {
            QJsonValue declared = tool["functionDeclarations"_L1];
            if (declared.isUndefined())
                declared = tool["function_declarations"_L1];
            const QJsonArray several = declared.isArray() ? declared.toArray() : QJsonArray{tool};
            for (const QJsonValue one : several)
                request.tools.append(toolOf(one.toObject()));
        }
    }
}

void readParameters(const QJsonObject &body, Request &request)
{
    for (auto member = body.begin(); member != body.end(); ++member) {
        if (isAmong(Conversation, member.key()))
            continue;
        if (isAmong(Groups, member.key()))
            readParameters(member->toObject(), request);
        else
            request.parameters.append({member.key(), compact(*member).left(MaxParameterLength)});
    }
}

} // namespace

Request readRequest(const Content &body)
{
    Request request;
    if (body.bytes.isEmpty())
        return request;
    const QByteArray json = decoded(body);
    request.reading = json.isEmpty() ? Reading::Undecoded : Reading::Unknown;
    QJsonDocument document = QJsonDocument::fromJson(json);
    const bool isCut = document.isNull();
    if (isCut && json.size() >= MaxDecodedBytes)
        request.reading = Reading::TooLong;
    if (isCut)
        document = QJsonDocument::fromJson(closedJson(json));
    if (!document.isObject())
        return request;
    request.reading = isCut || !body.isWhole ? Reading::Cut : Reading::Whole;
    readTurns(document.object(), request);
    readTools(document.object(), request);
    readParameters(document.object(), request);
    return request;
}

} // namespace llmproxy::transcript
