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
    FinishAndEnd, ///< the same where this also ends the stream
    FinishOfItem, ///< the first that is neither empty nor "in_progress"
    Item,         ///< an element with the next two
    ItemType,
    ItemStatus, ///< why the model stopped, if the item's type is "message"; the first such

    // Counts. What comes last holds, but a zero never replaces a number: the vendors' later events
    // repeat fields that they do not fill.
    Input,            ///< what was read from the cache is a part of it
    InputBesideCache, ///< what was read from or written to the cache is not
    Output,           ///< reasoning is a part of it
    Total,
    Thought,
    ThoughtBesideOutput, ///< not a part of the output
    CacheRead,
    CacheWrite,
    CacheWriteLong,
    ToolPrompt,
    ThoughtText, ///< text whose length, over all events, tells the reasoning: 4 bytes a token

    Content,   ///< the model's work if it is there and not empty
    Type,      ///< the event's type
    Error,     ///< an object or a text: it is an error
    ErrorType, ///< the error's type, first choice
    ErrorCode, ///< second choice: a word or a number as of HTTP
    End,       ///< ends the stream if it is there
    Nested,    ///< base64 of a JSON document that the same table reads
};

struct AnswerPath
{
    const char *path = "";
    Field field = Field::Content;
};

/// What events, frames and errors of a type mean.
enum class EventRole : quint8 {
    Work,    ///< any that is not named
    Prelude, ///< says that work goes on, but is none itself: pings, opening frames
    End,     ///< the terminal event
    Error,
};

struct EventType
{
    QByteArrayView type;
    EventRole role = EventRole::Work;
};

struct ErrorType
{
    QByteArrayView type;
    ErrorKind kind = ErrorKind::Other;
};

/// A field of the answer's head; what the body says goes before.
struct AnswerHeader
{
    QByteArrayView name;
    Field field = Field::RequestId; ///< or Input…, Output
};

/// How the answers of a vendor are read. Data of its file in engine/providers; constant.
struct AnswerTable
{
    std::span<const AnswerPath> fields; ///< as `paths`
    const json::Paths *paths = nullptr;
    std::span<const EventType> events;
    std::span<const ErrorType> errors;
    std::span<const AnswerHeader> headers;
    QByteArrayView modelPrefix; ///< taken off a model's name
};

} // namespace llmproxy::usage
