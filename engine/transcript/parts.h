// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transcript/transcript.h"

#include <QJsonObject>

namespace llmproxy::transcript {

/// What the content of a message is made of: a text, or blocks. All vendors' blocks are told apart
/// by their own shape, so no vendor need be known.
QList<Part> partsOf(const QJsonValue &content);

/// One block, of Anthropic or OpenAI (told by its "type"), Gemini or Bedrock (by its only key).
Part partOf(const QJsonObject &block);

/// A message of a chat: role, content or parts, and what OpenAI puts beside them.
Turn turnOf(const QJsonObject &message);

/// The call in a tool_calls element, a Responses item, or another object of that kind.
Part toolCall(const QString &id, const QString &name, const QJsonValue &arguments);

/// What the tool of call `id` told.
Part toolResult(const QString &id, const QJsonValue &content, bool failed = false);

/// What a list of messages says, one turn each.
QList<Turn> turnsOf(const QJsonArray &messages);

/// The output items of OpenAI's Responses; what is no message is an assistant's.
QList<Turn> turnsOfItems(const QJsonArray &items);

/// A value as JSON without blanks; a text as it is, nothing for null. Objects have their keys in
/// the order of the alphabet.
QString compact(const QJsonValue &value);

} // namespace llmproxy::transcript
