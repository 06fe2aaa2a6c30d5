// SPDX-License-Identifier: MIT
#pragma once

#include "engine/usage/token_usage.h"

#include <optional>

namespace llmproxy::usage {

/// What a vendor's error says about whose fault it is.
enum class ErrorKind : quint8 {
    Overloaded,
    Server,
    RateLimit,
    Client, ///< the request's, the key's or the account's: nothing about the vendor's health
    Other,  ///< of a type that is not known
};

/// An error told in the body: in a stream behind a good status, or as the body of a bad one.
struct BodyError
{
    static constexpr qsizetype MaxTypeBytes = 64;

    ErrorKind kind = ErrorKind::Other;
    QByteArray type; ///< the vendor's word, e.g. "overloaded_error", at most MaxTypeBytes

    bool operator==(const BodyError &) const = default;
};

/// How a body is read, by its Content-Type alone.
enum class Form : quint8 {
    None, ///< not at all: HTML, audio, files
    Sse,
    EventStream, ///< AWS's frames
    Json,        ///< an object, or an array of objects (Gemini without alt=sse)
    JsonLines,   ///< NDJSON
};

/// What the body of an answer says. Empty text and Source::Unknown: it did not say.
struct Answer
{
    TokenUsage usage;
    QByteArray model;
    QByteArray requestId;
    QByteArray finishReason; ///< the vendor's word; the last one said
    std::optional<BodyError> error;

    Form form = Form::None;
    qint64 events = 0;       ///< events, frames or JSON documents that came whole
    bool hasContent = false; ///< the first piece of the model's own work has come; not a ping, not
                             ///< the frame around it. Of a body that is not read: the first byte
    bool isTerminated = false; ///< the vendor's terminal event has come, or a whole JSON document
    bool isUnreadable = false; ///< not what its type or coding says; what was read before counts

    bool operator==(const Answer &) const = default;
};

} // namespace llmproxy::usage
