// SPDX-License-Identifier: MIT
#include "engine/transcript/parts.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace llmproxy::transcript {
namespace {

using Kind = Part::Kind;

Part saying(Kind kind, const QString &text)
{
    Part part;
    part.kind = kind;
    part.text = text;
    return part;
}

/// OpenAI's chat puts calls, reasoning and refusals beside the content.
void addBeside(const QJsonObject &message, Turn &turn)
{
    const QJsonValue reasoning = message["reasoning_content"_L1];
    const QString thought = reasoning.toString(message["reasoning"_L1].toString());
    if (!thought.isEmpty())
        turn.parts.prepend(saying(Kind::Thinking, thought));
    const QString refusal = message["refusal"_L1].toString();
    if (!refusal.isEmpty())
        turn.parts.append(saying(Kind::Text, refusal));
    const QJsonArray calls = message["tool_calls"_L1].toArray();
    for (const QJsonValue call : calls) {
        const QJsonValue called =
            call[call["type"_L1] == "custom"_L1 ? "custom"_L1 : "function"_L1];
        turn.parts.append(toolCall(call["id"_L1].toString(),
                                   called["name"_L1].toString(),
                                   called["arguments"_L1].isUndefined() ? called["input"_L1]
                                                                        : called["arguments"_L1]));
    }
    const QJsonValue old = message["function_call"_L1];
    if (old.isObject())
        turn.parts.append(toolCall({}, old["name"_L1].toString(), old["arguments"_L1]));
}

} // namespace

QList<Part> partsOf(const QJsonValue &content)
{
    if (content.isString())
        return {saying(Kind::Text, content.toString())};
    if (content.isObject())
        return {partOf(content.toObject())};
    QList<Part> parts;
    const QJsonArray blocks = content.toArray();
    for (const QJsonValue block : blocks)
        parts.append(block.isObject() ? partOf(block.toObject())
                                      : saying(Kind::Text, compact(block)));
    return parts;
}

Turn turnOf(const QJsonObject &message)
{
    Turn turn;
    turn.role = message["role"_L1].toString();
    const QJsonValue content = message["content"_L1];
    const bool isResult = turn.role == "tool"_L1 || turn.role == "function"_L1;
    if (isResult && !content.isUndefined()) {
        turn.parts.append(toolResult(message["tool_call_id"_L1].toString(), content));
        turn.parts.last().name = message["name"_L1].toString();
    } else {
        turn.parts = partsOf(content.isUndefined() ? message["parts"_L1] : content);
        addBeside(message, turn);
    }
    return turn;
}

QList<Turn> turnsOf(const QJsonArray &messages)
{
    QList<Turn> turns;
    for (const QJsonValue message : messages)
        turns.append(turnOf(message.toObject()));
    return turns;
}

QList<Turn> turnsOfItems(const QJsonArray &items)
{
    QList<Turn> turns;
    for (const QJsonValue value : items) {
        const QJsonObject item = value.toObject();
        const bool isMessage = item.contains("role"_L1) || item["type"_L1] == "message"_L1;
        Turn turn = isMessage ? turnOf(item) : Turn{u"assistant"_s, {partOf(item)}};
        if (turn.role.isEmpty())
            turn.role = u"assistant"_s;
        const bool isResult = !isMessage && turn.parts.constFirst().kind == Kind::ToolResult;
        const QString role = isResult ? u"tool"_s : turn.role;
        // Reasoning, calls and texts of one answer are items of their own.
        if (!turns.isEmpty() && role == "assistant"_L1 && turns.last().role == role)
            turns.last().parts += turn.parts;
        else
            turns.append({role, turn.parts});
    }
    return turns;
}

} // namespace llmproxy::transcript
