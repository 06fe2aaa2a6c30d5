// SPDX-License-Identifier: MIT
#include "engine/transcript/assembly.h"

#include "engine/transcript/parts.h"

#include <QJsonArray>

#include <array>

using namespace Qt::StringLiterals;

namespace llmproxy::transcript {
namespace {

using Kind = Part::Kind;

constexpr qsizetype MaxAddedLength = 200;

/// "overloaded_error: Overloaded", or as much of it as is told.
QString errorText(const QJsonObject &error, const QByteArray &type)
{
    QStringList told;
    for (const QLatin1StringView key : {"type"_L1, "code"_L1, "status"_L1, "__type"_L1}) {
        const QString word = compact(error[key]);
        if (told.isEmpty() && !word.isEmpty() && word != "error"_L1)
            told.append(word);
    }
    if (told.isEmpty() && !type.isEmpty() && type != "error")
        told.append(QString::fromUtf8(type));
    const QString message = error["message"_L1].toString(error["Message"_L1].toString());
    if (!message.isEmpty())
        told.append(message);
    return told.join(": "_L1);
}

} // namespace

void Assembly::take(const QByteArray &type, const QJsonObject &event)
{
    m_added.clear();
    if (!takeError(type, event) && !takeEvent(type, event))
        takeDocument(event);
}

bool Assembly::takeError(const QByteArray &type, const QJsonObject &event)
{
    const QJsonValue error = event["error"_L1];
    const bool isFlat = type == "error" || type.endsWith("Exception");
    if (error.isObject())
        m_error = errorText(error.toObject(), type);
    else if (error.isString())
        m_error = error.toString();
    else if (isFlat)
        m_error = errorText(event, type);
    else
        return false;
    // A Responses document with an error may hold output all the same.
    return !event.contains("output"_L1);
}

bool Assembly::takeEvent(const QByteArray &type, const QJsonObject &event)
{
    if (event["choices"_L1].isArray()) {
        chat(event);
    } else if (event.contains("candidates"_L1) || event.contains("promptFeedback"_L1)) {
        gemini(event);
    } else if (type == "message_start") {
        anthropicMessage(event["message"_L1].toObject());
    } else if (type == "content_block_start") {
        Part part = partOf(event["content_block"_L1].toObject());
        if (part.text == "{}"_L1)
            part.text.clear(); // the input's deltas follow
        put({0, event["index"_L1].toInt(), 0}, part);
    } else if (type == "content_block_delta") {
        anthropicDelta(event);
    } else if (type == "message_delta") {
        end(event["delta"_L1]["stop_reason"_L1]);
    } else {
        return takeBedrock(type, event) || responses(type, event);
    }
    return true;
}

bool Assembly::takeBedrock(const QByteArray &type, const QJsonObject &event)
{
    if (type == "messageStart") {
        setRole(0, event["role"_L1]);
    } else if (type == "contentBlockStart") {
        const QJsonObject start = event["start"_L1].toObject();
        if (start.contains("toolUse"_L1))
            put({0, event["contentBlockIndex"_L1].toInt(), 0}, partOf(start));
    } else if (type == "contentBlockDelta") {
        bedrockDelta(event);
    } else if (type == "messageStop") {
        end(event["stopReason"_L1]);
    } else {
        return false;
    }
    return true;
}

void Assembly::takeDocument(const QJsonObject &document)
{
    const QJsonValue output = document["output"_L1];
    if (document["content"_L1].isArray()) {
        anthropicMessage(document);
    } else if (output.isArray()) {
        responsesDocument(document);
    } else if (output["message"_L1].isObject()) {
        setRole(0, output["message"_L1]["role"_L1]);
        const QList<Part> parts = turnOf(output["message"_L1].toObject()).parts;
        for (const Part &part : parts)
            append(0, part);
        end(document["stopReason"_L1]);
    } else if (!plainTexts(document) && document["message"_L1].isString()
               && document.size() <= 2) { // an error of AWS
        m_error = errorText(document, {});
    }
}

void Assembly::anthropicMessage(const QJsonObject &message)
{
    setRole(0, message["role"_L1]);
    const QList<Part> parts = partsOf(message["content"_L1]);
    int block = 0;
    for (const Part &part : parts)
        put({0, block++, 0}, part);
    end(message["stop_reason"_L1]);
}

void Assembly::anthropicDelta(const QJsonObject &event)
{
    const Place place{0, event["index"_L1].toInt(), 0};
    const QJsonObject delta = event["delta"_L1].toObject();
    if (delta.contains("text"_L1))
        say(place, Kind::Text, delta["text"_L1].toString());
    else if (delta.contains("thinking"_L1))
        say(place, Kind::Thinking, delta["thinking"_L1].toString());
    else if (delta.contains("partial_json"_L1))
        say(place, Kind::ToolCall, delta["partial_json"_L1].toString());
}

void Assembly::bedrockDelta(const QJsonObject &event)
{
    const Place place{0, event["contentBlockIndex"_L1].toInt(), 0};
    const QJsonObject delta = event["delta"_L1].toObject();
    const QJsonObject reasoning = delta["reasoningContent"_L1].toObject();
    if (delta.contains("text"_L1))
        say(place, Kind::Text, delta["text"_L1].toString());
    else if (delta.contains("toolUse"_L1))
        say(place, Kind::ToolCall, delta["toolUse"_L1]["input"_L1].toString());
    else if (reasoning.contains("text"_L1))
        say(place, Kind::Thinking, reasoning["text"_L1].toString());
    else if (reasoning.contains("redactedContent"_L1))
        put(place,
            partOf({{"type"_L1, "redacted_thinking"_L1},
                    {"data"_L1, reasoning["redactedContent"_L1]}}));
}

void Assembly::gemini(const QJsonObject &event)
{
    const QJsonArray candidates = event["candidates"_L1].toArray();
    for (const QJsonValue candidate : candidates) {
        const int turn = candidate["index"_L1].toInt();
        const QJsonObject content = candidate["content"_L1].toObject();
        setRole(turn, content["role"_L1].toString(u"model"_s));
        const QList<Part> parts = partsOf(content["parts"_L1]);
        for (const Part &part : parts)
            append(turn, part);
        end(candidate["finishReason"_L1]);
    }
    end(event["promptFeedback"_L1]["blockReason"_L1]);
}

bool Assembly::plainTexts(const QJsonObject &document)
{
    struct Shape
    {
        QLatin1StringView list; ///< empty: the document itself
        QLatin1StringView text;
        QLatin1StringView reason;
    };
    static constexpr std::array Shapes = {
        Shape{"outputs"_L1, "text"_L1, "stop_reason"_L1},            // Mistral on Bedrock
        Shape{"results"_L1, "outputText"_L1, "completionReason"_L1}, // Titan
        Shape{"generations"_L1, "text"_L1, "finish_reason"_L1},      // Cohere
        Shape{{}, "generation"_L1, "stop_reason"_L1},                // Llama
        Shape{{}, "outputText"_L1, "completionReason"_L1},
        Shape{{}, "completion"_L1, "stop_reason"_L1},
        Shape{{}, "text"_L1, {}}, // a transcription
    };
    for (const Shape &shape : Shapes) {
        const QJsonArray list =
            shape.list.isEmpty() ? QJsonArray{document} : document[shape.list].toArray();
        if (list.isEmpty() || !list.first()[shape.text].isString())
            continue;
        for (int turn = 0; turn < list.size(); ++turn) {
            say({turn, 0, 0}, Kind::Text, list[turn][shape.text].toString());
            end(list[turn][shape.reason]);
        }
        return true;
    }
    const QJsonArray data = document["data"_L1].toArray();
    for (const QJsonValue element : data) {
        if (!element["b64_json"_L1].isString() && !element["url"_L1].isString())
            return false;
        const QString base64 = element["b64_json"_L1].toString();
        const QString url = element["url"_L1].toString("data:image;base64,"_L1 + base64);
        append(0, partOf({{"type"_L1, "image_url"_L1}, {"image_url"_L1, url}}));
    }
    return !data.isEmpty();
}

void Assembly::say(Place place, Kind kind, const QString &text)
{
    const auto [found, isNew] = m_parts.try_emplace(place);
    if (isNew)
        found->second.kind = kind;
    found->second.text += text;
    if (m_added.size() < MaxAddedLength)
        m_added += text.left(MaxAddedLength);
}

void Assembly::put(Place place, const Part &part)
{
    m_parts.insert_or_assign(place, part);
    m_added += part.text.left(MaxAddedLength);
}

void Assembly::append(int turn, const Part &part)
{
    const auto behind = m_parts.upper_bound({turn + 1, -1, 0});
    const auto last = behind == m_parts.begin() ? m_parts.end() : std::prev(behind);
    const bool hasLast = last != m_parts.end() && last->first.turn == turn;
    const bool isText = part.kind == Kind::Text || part.kind == Kind::Thinking;
    if (hasLast && isText && last->second.kind == part.kind)
        say(last->first, part.kind, part.text);
    else
        put({turn, hasLast ? last->first.block + 1 : 0, 0}, part);
}

void Assembly::setRole(int turn, const QJsonValue &role)
{
    if (role.isString())
        m_roles[turn] = role.toString();
}

void Assembly::end(const QJsonValue &reason)
{
    if (reason.isString() && !reason.toString().isEmpty())
        m_ending = reason.toString();
}

Answer Assembly::answer() const
{
    Answer answer;
    answer.ending = m_ending;
    answer.error = m_error;
    int turn = -1;
    for (const auto &[place, part] : m_parts) {
        if (answer.turns.isEmpty() || place.turn != turn) {
            const auto role = m_roles.find(place.turn);
            answer.turns.append({role == m_roles.end() ? u"assistant"_s : role->second, {}});
        }
        turn = place.turn;
        if (!part.text.isEmpty() || part.bytes > 0 || part.kind == Kind::ToolCall
            || part.kind == Kind::Media)
            answer.turns.last().parts.append(part);
    }
    answer.turns.removeIf([](const Turn &empty) { return empty.parts.isEmpty(); });
    return answer;
}

} // namespace llmproxy::transcript
