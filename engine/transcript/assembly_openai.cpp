// SPDX-License-Identifier: MIT
#include "engine/transcript/assembly.h"
#include "engine/transcript/parts.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace llmproxy::transcript {
namespace {

using Kind = Part::Kind;

// A chat's deltas do not number what they tell; this is the order that it is shown in.
enum ChatBlock : int { Thought, Said, Refused, Called, CalledTheOldWay };

} // namespace

void Assembly::chat(const QJsonObject &event)
{
    const QJsonArray choices = event["choices"_L1].toArray();
    for (const QJsonValue choice : choices) {
        const int turn = choice["index"_L1].toInt();
        if (choice["text"_L1].isString())
            say({turn, Said, 0}, Kind::Text, choice["text"_L1].toString());
        const QJsonObject message = choice["message"_L1].toObject();
        if (!message.isEmpty()) {
            setRole(turn, message["role"_L1]);
            int block = 0;
            const QList<Part> parts = turnOf(message).parts;
            for (const Part &part : parts)
                put({turn, block++, 0}, part);
        }
        chatDelta(turn, choice["delta"_L1].toObject());
        end(choice["finish_reason"_L1]);
    }
}

void Assembly::chatDelta(int turn, const QJsonObject &delta)
{
    setRole(turn, delta["role"_L1]);
    const QJsonValue reasoning = delta["reasoning_content"_L1];
    const QString thought = reasoning.toString(delta["reasoning"_L1].toString());
    if (!thought.isEmpty())
        say({turn, Thought, 0}, Kind::Thinking, thought);
    const QString said = delta["content"_L1].toString();
    if (!said.isEmpty())
        say({turn, Said, 0}, Kind::Text, said);
    const QString refused = delta["refusal"_L1].toString();
    if (!refused.isEmpty())
        say({turn, Refused, 0}, Kind::Text, refused);
    const auto call = [this](Place place, const QString &id, const QJsonValue &function) {
        const QString name = function["name"_L1].toString();
        if (!m_parts.contains(place))
            put(place, toolCall(id, name, function["arguments"_L1]));
        else
            say(place, Kind::ToolCall, function["arguments"_L1].toString());
    };
    const QJsonArray calls = delta["tool_calls"_L1].toArray();
    for (const QJsonValue one : calls)
        call({turn, Called, one["index"_L1].toInt()}, one["id"_L1].toString(), one["function"_L1]);
    if (delta["function_call"_L1].isObject())
        call({turn, CalledTheOldWay, 0}, {}, delta["function_call"_L1]);
}

bool Assembly::tellsAgain(const QByteArray &type)
{
    return (type.startsWith("response.") && !type.endsWith(".delta"))
           || type == "transcript.text.done";
}

bool Assembly::responses(const QByteArray &type, const QJsonObject &event)
{
    const int item = event["output_index"_L1].toInt();
    const QString delta = event["delta"_L1].toString();
    if (type == "response.output_item.added" || type == "response.output_item.done") {
        m_parts.erase(m_parts.lower_bound({0, item, 0}), m_parts.lower_bound({0, item + 1, 0}));
        const QList<Turn> turns = turnsOfItems({event["item"_L1]});
        int piece = 0;
        for (const Part &part : turns.constFirst().parts)
            put({0, item, piece++}, part);
    } else if (type == "response.output_text.delta" || type == "response.refusal.delta") {
        say({0, item, event["content_index"_L1].toInt()}, Kind::Text, delta);
    } else if (type == "response.reasoning_summary_text.delta") {
        say({0, item, event["summary_index"_L1].toInt()}, Kind::Thinking, delta);
    } else if (type == "response.reasoning_text.delta") {
        say({0, item, event["content_index"_L1].toInt()}, Kind::Thinking, delta);
    } else if (type == "response.function_call_arguments.delta"
               || type == "response.custom_tool_call_input.delta") {
        say({0, item, 0}, Kind::ToolCall, delta);
    } else if (type == "transcript.text.delta") {
        say({0, 0, 0}, Kind::Text, delta);
    } else if (type == "transcript.text.done") {
        m_parts.clear();
        say({0, 0, 0}, Kind::Text, event["text"_L1].toString());
    } else if (event["response"_L1].isObject() && type.startsWith("response.")) {
        responsesDocument(event["response"_L1].toObject());
        m_added.clear(); // all of it came before
    } else {
        return type.startsWith("response.");
    }
    return true;
}

void Assembly::responsesDocument(const QJsonObject &response)
{
    const QJsonValue error = response["error"_L1];
    if (error.isObject())
        takeError("error", {{"error"_L1, error}});
    const QJsonArray output = response["output"_L1].toArray();
    if (!output.isEmpty())
        m_parts.clear();
    const QList<Turn> turns = turnsOfItems(output);
    for (int turn = 0; turn < turns.size(); ++turn) {
        setRole(turn, turns.at(turn).role);
        int block = 0;
        for (const Part &part : turns.at(turn).parts)
            put({turn, block++, 0}, part);
    }
    const QString status = response["status"_L1].toString();
    if (status != "in_progress"_L1 && status != "queued"_L1)
        end(status);
    end(response["incomplete_details"_L1]["reason"_L1]);
}

} // namespace llmproxy::transcript
