// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace llmproxy::mock {

struct Tool
{
    QByteArray name;
    QJsonObject schema; ///< JSON Schema of its arguments
};

/// What a request to a model says, whatever the vendor.
struct Conversation
{
    QByteArray model;
    QByteArray asked;     ///< the last user message's text
    qint64 textBytes = 0; ///< of everything that the model reads
    std::vector<Tool> tools;
    bool answersTool = false; ///< the last message is a tool's result
    std::optional<qint64> maxTokens;
    bool thinks = false; ///< the model is one that thinks, or was told to
    bool caches = false; ///< the prompt has cache marks

    /// Takes in `messages` of any of the vendors' shapes.
    void read(const QJsonArray &messages);
    /// Takes in text that is not a message: a system prompt.
    void readText(const QJsonValue &value);
    void addTool(const QJsonValue &name, const QJsonValue &schema);
};

struct ToolCall
{
    QByteArray name;
    QJsonObject arguments;
};

/// What the mock says. Every list is text cut into tokens; joined it is the whole.
struct Completion
{
    QByteArray model;
    std::vector<QByteArray> thoughts;
    std::vector<QByteArray> text; ///< empty if a tool is called
    std::optional<ToolCall> call;
    std::vector<QByteArray> arguments; ///< of the call, JSON
    bool cutOff = false;               ///< the request's limit ended it

    qint64 inputTokens = 0;      ///< all of the prompt's, cached ones too
    qint64 cacheReadTokens = 0;  ///< part of inputTokens
    qint64 cacheWriteTokens = 0; ///< part of inputTokens

    qint64 thoughtTokens() const { return qint64(thoughts.size()); }
    /// All generated tokens but the thoughts.
    qint64 spokenTokens() const { return qint64(text.size()) + qint64(arguments.size()); }
    qint64 outputTokens() const { return thoughtTokens() + spokenTokens(); }
};

/// A short answer that quotes the prompt's beginning, or the call of a tool that the last user
/// message names. `wanted`: so many tokens of text.
Completion complete(const Conversation &conversation, std::optional<int> wanted);

/// The text in a message, a content part, or a list of either, of any of the vendors' shapes.
QByteArray textOf(const QJsonValue &value);

/// About four bytes a token; 1 at least.
qint64 estimateTokens(qint64 bytes);

QByteArray joined(const std::vector<QByteArray> &tokens);

} // namespace llmproxy::mock
