// SPDX-License-Identifier: MIT
#include "engine/transcript/parts.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

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

qint64 base64Bytes(const QString &text)
{
    const qint64 padding = text.endsWith("=="_L1) ? 2 : text.endsWith(u'=') ? 1 : 0;
    return std::max<qint64>(0, text.size() * 3 / 4 - padding);
}

Part media(const QString &type, const QString &base64)
{
    Part part;
    part.kind = Kind::Media;
    part.mediaType = type;
    part.bytes = base64Bytes(base64);
    return part;
}

/// Media that is told by a URL: the data in it, or where it is to be fetched.
Part mediaAt(const QString &type, const QString &url)
{
    if (!url.startsWith("data:"_L1)) {
        Part part = media(type, {});
        part.name = url;
        return part;
    }
    const qsizetype comma = url.indexOf(u',');
    const QString told = url.mid(5, comma < 0 ? -1 : comma - 5).section(u';', 0, 0);
    return media(told.isEmpty() ? type : told, comma < 0 ? QString() : url.mid(comma + 1));
}

QString joinedText(const QJsonValue &content)
{
    if (!content.isArray())
        return compact(content);
    QStringList texts;
    const QJsonArray blocks = content.toArray();
    for (const QJsonValue block : blocks) {
        const QJsonValue text = block["text"_L1];
        texts.append(text.isString() ? text.toString() : compact(block));
    }
    return texts.join(u'\n');
}

Part encrypted(const QString &data)
{
    Part part = saying(Kind::Thinking, {});
    part.bytes = base64Bytes(data);
    return part;
}

/// Anthropic's image and document: {"source": {"type", "media_type", "data" | "url" | …}}.
Part anthropicMedia(const QJsonObject &block)
{
    const QJsonObject source = block["source"_L1].toObject();
    const QString kind = block["type"_L1].toString();
    const QString told = source["media_type"_L1].toString(kind);
    Part part = source.contains("url"_L1) ? mediaAt(told, source["url"_L1].toString())
                                          : media(told, source["data"_L1].toString());
    if (source["type"_L1] == "text"_L1)
        part.bytes = source["data"_L1].toString().toUtf8().size();
    if (source.contains("file_id"_L1))
        part.name = source["file_id"_L1].toString();
    if (block.contains("title"_L1))
        part.name = block["title"_L1].toString();
    return part;
}

Part openaiImage(const QJsonObject &block)
{
    const QJsonValue image = block["image_url"_L1];
    Part part =
        mediaAt(u"image"_s, image.isObject() ? image["url"_L1].toString() : image.toString());
    if (block.contains("file_id"_L1))
        part.name = block["file_id"_L1].toString();
    return part;
}

Part openaiAudio(const QJsonObject &block)
{
    const QJsonObject audio = block["input_audio"_L1].toObject();
    const QString format = audio["format"_L1].toString();
    return media(format.isEmpty() ? u"audio"_s : "audio/"_L1 + format, audio["data"_L1].toString());
}

Part openaiFile(const QJsonObject &block)
{
    const QJsonObject file = block.contains("file"_L1) ? block["file"_L1].toObject() : block;
    const QString url = file["file_data"_L1].toString(file["file_url"_L1].toString());
    Part part = mediaAt(u"file"_s, url);
    const QString name = file["filename"_L1].toString(file["file_id"_L1].toString());
    if (!name.isEmpty())
        part.name = name;
    return part;
}

Part anthropicCall(const QJsonObject &block)
{
    return toolCall(block["id"_L1].toString(), block["name"_L1].toString(), block["input"_L1]);
}

Part anthropicResult(const QJsonObject &block)
{
    return toolResult(
        block["tool_use_id"_L1].toString(), block["content"_L1], block["is_error"_L1].toBool());
}

Part responsesCall(const QJsonObject &item)
{
    const QJsonValue arguments =
        item.contains("arguments"_L1) ? item["arguments"_L1] : item["input"_L1];
    return toolCall(item["call_id"_L1].toString(), item["name"_L1].toString(), arguments);
}

Part responsesResult(const QJsonObject &item)
{
    return toolResult(item["call_id"_L1].toString(), item["output"_L1]);
}

Part responsesReasoning(const QJsonObject &item)
{
    const QJsonArray told = item["summary"_L1].toArray();
    const QString text = joinedText(told.isEmpty() ? item["content"_L1] : QJsonValue(told));
    Part part = text.isEmpty() ? encrypted(item["encrypted_content"_L1].toString())
                               : saying(Kind::Thinking, text);
    return part;
}

Part text(const QJsonObject &block)
{
    return saying(Kind::Text, block["text"_L1].toString());
}

Part refusal(const QJsonObject &block)
{
    return saying(Kind::Text, block["refusal"_L1].toString());
}

Part thinking(const QJsonObject &block)
{
    return saying(Kind::Thinking, block["thinking"_L1].toString());
}

Part reasoningText(const QJsonObject &block)
{
    return saying(Kind::Thinking, block["text"_L1].toString());
}

Part redacted(const QJsonObject &block)
{
    return encrypted(block["data"_L1].toString());
}

struct TypedBlock
{
    QLatin1StringView type;
    Part (*read)(const QJsonObject &block) = nullptr;
};

constexpr std::array TypedBlocks = {
    TypedBlock{"text"_L1, text},
    TypedBlock{"input_text"_L1, text},
    TypedBlock{"output_text"_L1, text},
    TypedBlock{"refusal"_L1, refusal},
    TypedBlock{"thinking"_L1, thinking},
    TypedBlock{"reasoning_text"_L1, reasoningText},
    TypedBlock{"summary_text"_L1, reasoningText},
    TypedBlock{"redacted_thinking"_L1, redacted},
    TypedBlock{"reasoning"_L1, responsesReasoning},
    TypedBlock{"image"_L1, anthropicMedia},
    TypedBlock{"document"_L1, anthropicMedia},
    TypedBlock{"image_url"_L1, openaiImage},
    TypedBlock{"input_image"_L1, openaiImage},
    TypedBlock{"input_audio"_L1, openaiAudio},
    TypedBlock{"file"_L1, openaiFile},
    TypedBlock{"input_file"_L1, openaiFile},
    TypedBlock{"tool_use"_L1, anthropicCall},
    TypedBlock{"server_tool_use"_L1, anthropicCall},
    TypedBlock{"mcp_tool_use"_L1, anthropicCall},
    TypedBlock{"function_call"_L1, responsesCall},
    TypedBlock{"custom_tool_call"_L1, responsesCall},
    TypedBlock{"function_call_output"_L1, responsesResult},
    TypedBlock{"custom_tool_call_output"_L1, responsesResult},
};

// Gemini and Bedrock name a block's kind by its key; the value under it is what is read.

Part geminiData(const QJsonValue &value)
{
    const QJsonValue type = value["mimeType"_L1];
    return media(type.toString(value["mime_type"_L1].toString()), value["data"_L1].toString());
}

Part geminiFile(const QJsonValue &value)
{
    const QJsonValue type = value["mimeType"_L1];
    const QJsonValue url = value["fileUri"_L1];
    return mediaAt(type.toString(value["mime_type"_L1].toString()),
                   url.toString(value["file_uri"_L1].toString()));
}

Part geminiCall(const QJsonValue &value)
{
    return toolCall(value["id"_L1].toString(), value["name"_L1].toString(), value["args"_L1]);
}

Part geminiResult(const QJsonValue &value)
{
    Part part = toolResult(value["id"_L1].toString(), value["response"_L1]);
    part.name = value["name"_L1].toString();
    return part;
}

Part bedrockCall(const QJsonValue &value)
{
    return toolCall(
        value["toolUseId"_L1].toString(), value["name"_L1].toString(), value["input"_L1]);
}

Part bedrockResult(const QJsonValue &value)
{
    return toolResult(
        value["toolUseId"_L1].toString(), value["content"_L1], value["status"_L1] == "error"_L1);
}

Part bedrockReasoning(const QJsonValue &value)
{
    if (value["reasoningText"_L1].isObject())
        return saying(Kind::Thinking, value["reasoningText"_L1]["text"_L1].toString());
    return encrypted(value["redactedContent"_L1].toString());
}

Part bedrockMedia(const QString &kind, const QJsonValue &value)
{
    const QString format = value["format"_L1].toString();
    const QJsonValue source = value["source"_L1];
    Part part =
        media(format.isEmpty() ? kind : kind + u'/' + format, source["bytes"_L1].toString());
    part.name = value["name"_L1].toString(source["s3Location"_L1]["uri"_L1].toString());
    return part;
}

Part bedrockImage(const QJsonValue &value)
{
    return bedrockMedia(u"image"_s, value);
}

Part bedrockDocument(const QJsonValue &value)
{
    return bedrockMedia(u"document"_s, value);
}

Part bedrockVideo(const QJsonValue &value)
{
    return bedrockMedia(u"video"_s, value);
}

struct KeyedBlock
{
    QLatin1StringView key;
    Part (*read)(const QJsonValue &value) = nullptr;
};

constexpr std::array KeyedBlocks = {
    KeyedBlock{"inlineData"_L1, geminiData},
    KeyedBlock{"inline_data"_L1, geminiData},
    KeyedBlock{"fileData"_L1, geminiFile},
    KeyedBlock{"file_data"_L1, geminiFile},
    KeyedBlock{"functionCall"_L1, geminiCall},
    KeyedBlock{"functionResponse"_L1, geminiResult},
    KeyedBlock{"toolUse"_L1, bedrockCall},
    KeyedBlock{"toolResult"_L1, bedrockResult},
    KeyedBlock{"reasoningContent"_L1, bedrockReasoning},
    KeyedBlock{"image"_L1, bedrockImage},
    KeyedBlock{"document"_L1, bedrockDocument},
    KeyedBlock{"video"_L1, bedrockVideo},
};

Part keyedPart(const QJsonObject &block)
{
    if (block["text"_L1].isString()) {
        const bool isThought = block["thought"_L1].toBool();
        return saying(isThought ? Kind::Thinking : Kind::Text, block["text"_L1].toString());
    }
    for (const KeyedBlock &known : KeyedBlocks) {
        if (block[known.key].isObject())
            return known.read(block[known.key]);
    }
    return block.isEmpty() ? Part() : saying(Kind::Other, compact(block));
}

} // namespace

QString compact(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return {};
    default:
        return value.toVariant().toString();
    }
}

Part toolCall(const QString &id, const QString &name, const QJsonValue &arguments)
{
    Part part = saying(Kind::ToolCall, compact(arguments));
    part.id = id;
    part.name = name;
    return part;
}

Part toolResult(const QString &id, const QJsonValue &content, bool failed)
{
    Part part = saying(Kind::ToolResult, joinedText(content));
    part.id = id;
    part.failed = failed;
    return part;
}

Part partOf(const QJsonObject &block)
{
    const QString type = block["type"_L1].toString();
    if (type.isEmpty())
        return keyedPart(block);
    for (const TypedBlock &known : TypedBlocks) {
        if (type == known.type)
            return known.read(block);
    }
    if (type.endsWith("_tool_result"_L1) || type == "tool_result"_L1)
        return anthropicResult(block);
    return saying(Kind::Other, compact(block));
}

} // namespace llmproxy::transcript
