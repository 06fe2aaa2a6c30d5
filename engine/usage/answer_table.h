// SPDX-License-Identifier: MIT
#pragma once

#include "engine/json/paths.h"
#include "engine/usage/answer.h"

namespace llmproxy::usage {

/// What stands at a path of an answer's JSON: of the body, of an event's data, of a frame's
/// payload.
enum class Field : quint8 {
    Model,        ///< the first one that is not empty
    RequestId,    ///< likewise
    Finish,       ///< why the model stopped: the last one that is not empty
    FinishAndEnd, ///< the same, where the stream ends with it
    FinishOfItem, ///< the first that is neither empty nor "in_progress"
    Item,         ///< an element with the next two
    ItemType,
    ItemStatus, ///< why the model stopped, if the item's type is "message"

    // Counts. What comes last holds, but a zero never replaces a number: later events repeat
    // fields that they do not fill.
    Input,  ///< what was read from the cache is a part of it
    Output, ///< reasoning is a part of it
    Total,
    Thought,
    CacheRead,
    CacheWrite,
    CacheWriteLong,
    ToolPrompt,
    InputBesideCache, ///< input; what was read from the cache, or written to it, is no part of it
    ThoughtBesideOutput, ///< thought; no part of the output
    ThoughtText,         ///< reasoning, spelled out: over all events 4 bytes are taken for a token

    EventType, ///< see AnswerTable::events
    Error,     ///< an object or a text: this is an error
    ErrorType, ///< a text: this is an error, and its type
    ErrorCode, ///< of an error, a word or an HTTP status; where its type says nothing
    End,       ///< ends the stream if it is there
    Nested,    ///< base64 of a JSON document that the same table reads
};

struct AnswerPath
{
    const char *path = "";
    Field field = Field::Model;
};

/// What an event is.
enum class EventRole : quint8 {
    Work,    ///< the model's own; any whose type is not known
    Prelude, ///< work is going on, nothing more: pings, opening frames
    End,     ///< the terminal one
    Error,
    FailedEnd, ///< the terminal one, of an answer that failed
};

struct EventRoleOf
{
    QByteArrayView type; ///< or the whole data, where that is no JSON: "[DONE]"
    EventRole role = EventRole::Work;
};

struct ErrorKindOf
{
    QByteArrayView type;
    ErrorKind kind = ErrorKind::Other;
};

/// A field of the answer's head that holds one of Field.
struct AnswerHeader
{
    QByteArrayView name;
    Field field = Field::RequestId;
};

/// How the answers of a vendor are read. Data of its file in engine/providers; constant.
struct AnswerTable
{
    std::span<const AnswerPath> fields = {};
    const json::Paths *paths = nullptr; ///< of `fields`, in the same order
    std::span<const EventRoleOf> events = {};
    std::span<const ErrorKindOf> errors = {};
    std::span<const AnswerHeader> headers = {}; ///< the body goes before them
    QByteArrayView modelPrefix = {};            ///< taken off a model's name
};

/// Compiles `fields` for the scanner.
json::Paths compile(std::span<const AnswerPath> fields);

/// Puts a count that was said to what was said before, as Field tells. `field` is one of a count.
void tell(TokenUsage &usage, Field field, qint64 tokens);

} // namespace llmproxy::usage
