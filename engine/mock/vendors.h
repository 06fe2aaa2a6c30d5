// SPDX-License-Identifier: MIT
#pragma once

#include "engine/mock/call.h"
#include "engine/mock/conversation.h"

/// What each vendor's file gives to the others. Shapes, names and error texts are those of the
/// vendors' public API references.
namespace llmproxy::mock {

/// A vendor: which calls are its, and how it answers.
struct Vendor
{
    bool (*owns)(const Call &call);
    Answer (*answer)(Call &call);
    Answer (*error)(Call &call, int status, QByteArrayView message); ///< empty: its usual text
};

Vendor openai(); ///< owns what no other vendor does
Vendor anthropic();
Vendor gemini();
Vendor bedrock();

/// A model's answer as one body and as the frames of a stream, without transport.
struct Frame
{
    QByteArray name; ///< the event's name; empty where the vendor names none
    json::Json data;
    qint64 tokens = 0; ///< how many the frame carries
};

// Chat completions, which Bedrock's models of other makers speak too.
json::Json chatCompletion(Call &call, const Completion &completion);
std::vector<Frame> chatFrames(Call &call, const Completion &completion, bool includeUsage);
Conversation readChat(const QJsonObject &body);
/// OpenAI's answer headers: content type, request id, processing time, rate limits.
HeaderList openaiHeaders(Call &call, QByteArrayView contentType, qint64 tokens);
Answer openaiResponses(Call &call);

// Anthropic messages, which Bedrock's InvokeModel wraps.
json::Json anthropicMessage(Call &call, const Completion &completion);
std::vector<Frame> anthropicFrames(Call &call, const Completion &completion);
Conversation readAnthropic(const QJsonObject &body);

// Gemini's generateContent.
json::Json geminiResponse(Call &call, const Completion &completion);
std::vector<Frame> geminiFrames(Call &call, const Completion &completion);
Conversation readGemini(const QJsonObject &body, const QByteArray &model);
/// How many tokens of which kind: here all of them text.
json::Json geminiModality(qint64 tokens);

// Bedrock.
Answer bedrockInvoke(Call &call, QByteArrayView model, bool streamed);
HeaderList bedrockHeaders(Call &call, QByteArrayView contentType);
QByteArray bedrockEvent(QByteArrayView type, const json::Json &payload);

} // namespace llmproxy::mock
