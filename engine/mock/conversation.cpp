// SPDX-License-Identifier: MIT
#include "engine/mock/conversation.h"

#include <QJsonDocument>
#include <QString>

#include <algorithm>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;

constexpr qsizetype QuotedCharacters = 60;

/// Each token is a word with the space in front of it.
std::vector<QByteArray> tokenize(const QByteArray &text)
{
    std::vector<QByteArray> tokens;
    qsizetype begin = 0;
    while (begin < text.size()) {
        qsizetype end = text.indexOf(' ', begin + 1);
        end = end < 0 ? text.size() : end;
        tokens.push_back(text.sliced(begin, end - begin));
        begin = end;
    }
    return tokens;
}

QByteArray beginningOf(const QByteArray &prompt)
{
    const QString text = QString::fromUtf8(prompt).simplified();
    if (text.size() <= QuotedCharacters)
        return text.toUtf8();
    qsizetype end = text.lastIndexOf(u' ', QuotedCharacters);
    if (end <= 0) // a language without spaces
        end = QuotedCharacters - (text.at(QuotedCharacters - 1).isHighSurrogate() ? 1 : 0);
    return text.left(end).toUtf8() + "…";
}

QByteArray sentence(const QByteArray &prompt)
{
    return "You said \"" + beginningOf(prompt)
           + "\". This is the mock provider: nothing left your machine, and no model was asked.";
}

/// `tokens` cut or repeated to `count`.
std::vector<QByteArray> resized(const std::vector<QByteArray> &tokens, qsizetype count)
{
    std::vector<QByteArray> out;
    for (qsizetype i = 0; i < count; ++i) {
        const QByteArray &token = tokens.at(std::size_t(i) % tokens.size());
        const bool startsAgain = i > 0 && !token.startsWith(' ');
        out.push_back(startsAgain ? QByteArray(' ' + token) : token);
    }
    return out;
}

bool isToolResult(const QJsonObject &message)
{
    const QString role = message["role"_L1].toString();
    if (role == "tool"_L1 || role == "function"_L1
        || message["type"_L1].toString() == "function_call_output"_L1)
        return true;
    const QJsonValue content =
        message.contains("parts"_L1) ? message["parts"_L1] : message["content"_L1];
    const QJsonArray blocks = content.toArray();
    return std::any_of(blocks.begin(), blocks.end(), [](const QJsonValue &block) {
        return block["type"_L1].toString() == "tool_result"_L1
               || block.toObject().contains("toolResult"_L1)
               || block.toObject().contains("functionResponse"_L1);
    });
}

QJsonValue sample(const QJsonObject &schema, const QByteArray &asked, int depth);

QJsonObject sampleObject(const QJsonObject &schema, const QByteArray &asked, int depth)
{
    constexpr int deepEnough = 8; // a schema may nest without end through its own references
    QJsonObject object;
    const QJsonObject properties = schema["properties"_L1].toObject();
    for (auto it = properties.begin(); depth < deepEnough && it != properties.end(); ++it)
        object.insert(it.key(), sample(it.value().toObject(), asked, depth + 1));
    return object;
}

/// A value that the schema admits, in so far as types and enums say it.
QJsonValue sample(const QJsonObject &schema, const QByteArray &asked, int depth)
{
    const QJsonArray choices = schema["enum"_L1].toArray();
    if (!choices.isEmpty())
        return choices.first();
    // Gemini writes the names of the types in capitals.
    const QString type = schema["type"_L1].toString().toLower();
    if (type == "object"_L1)
        return sampleObject(schema, asked, depth);
    if (type == "array"_L1)
        return QJsonArray();
    if (type == "integer"_L1 || type == "number"_L1)
        return schema["minimum"_L1].toDouble(1);
    if (type == "boolean"_L1)
        return true;
    return QString::fromUtf8(beginningOf(asked));
}

const Tool *toolToCall(const Conversation &conversation)
{
    if (conversation.answersTool)
        return nullptr; // else a client that obeys would be sent round forever
    const auto found =
        std::find_if(conversation.tools.begin(), conversation.tools.end(), [&](const Tool &tool) {
            return conversation.asked.contains(tool.name);
        });
    return found == conversation.tools.end() ? nullptr : &*found;
}

void speak(Completion &completion, const Conversation &conversation, std::optional<int> wanted)
{
    completion.text = tokenize(sentence(conversation.asked));
    if (wanted)
        completion.text = resized(completion.text, *wanted);
    if (!conversation.maxTokens)
        return;
    const auto room =
        std::size_t(std::max<qint64>(0, *conversation.maxTokens - completion.thoughtTokens()));
    completion.cutOff = completion.text.size() > room;
    if (completion.cutOff)
        completion.text.resize(room);
}

/// Marked prompts have a part that was cached before and one that is now; others profit from the
/// prefix cache that OpenAI and Gemini keep by themselves, from 1024 tokens in steps of 128.
void countInput(Completion &completion, const Conversation &conversation)
{
    const qint64 input = estimateTokens(conversation.textBytes);
    completion.inputTokens = input;
    if (conversation.caches) {
        completion.cacheReadTokens = input / 2;
        completion.cacheWriteTokens = input / 4;
    } else {
        const qint64 prefix = (input - 1) / 128 * 128;
        completion.cacheReadTokens = prefix >= 1024 ? prefix : 0;
    }
}

} // namespace

void Conversation::read(const QJsonArray &messages)
{
    for (const auto &value : messages) {
        const QJsonObject message = value.toObject();
        const QByteArray text = textOf(value);
        textBytes += text.size();
        answersTool = isToolResult(message);
        const QString role = message["role"_L1].toString(u"user"_s);
        if (role == "user"_L1 && !answersTool)
            asked = text;
    }
}

void Conversation::readText(const QJsonValue &value)
{
    textBytes += textOf(value).size();
}

void Conversation::addTool(const QJsonValue &name, const QJsonValue &schema)
{
    const Tool tool{name.toString().toUtf8(), schema.toObject()};
    if (tool.name.isEmpty())
        return;
    textBytes += QJsonDocument(tool.schema).toJson(QJsonDocument::Compact).size();
    tools.push_back(tool);
}

Completion complete(const Conversation &conversation, std::optional<int> wanted)
{
    Completion completion;
    completion.model = conversation.model;
    countInput(completion, conversation);
    if (conversation.thinks)
        completion.thoughts = tokenize("The user said something, so I repeat how it begins.");
    if (const Tool *tool = toolToCall(conversation)) {
        completion.call = {tool->name, sampleObject(tool->schema, conversation.asked, 0)};
        completion.arguments =
            tokenize(QJsonDocument(completion.call->arguments).toJson(QJsonDocument::Compact));
    } else {
        speak(completion, conversation, wanted);
    }
    return completion;
}

QByteArray textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toUtf8();
    QByteArray text;
    const QJsonArray elements = value.toArray();
    for (const auto &element : elements) {
        const QByteArray part = textOf(element);
        if (!text.isEmpty() && !part.isEmpty())
            text.append('\n');
        text.append(part);
    }
    const QJsonObject object = value.toObject();
    for (const QLatin1String name : {"text"_L1, "content"_L1, "parts"_L1, "output"_L1}) {
        if (object.contains(name))
            return textOf(object[name]);
    }
    return text;
}

qint64 estimateTokens(qint64 bytes)
{
    return std::max<qint64>(1, (bytes + 3) / 4);
}

QByteArray joined(const std::vector<QByteArray> &tokens)
{
    QByteArray text;
    for (const QByteArray &token : tokens)
        text.append(token);
    return text;
}

} // namespace llmproxy::mock
