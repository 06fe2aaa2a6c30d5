// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"
#include "engine/json/paths.h"

namespace llmproxy::usage {

/// What stands at a path of a request's JSON. Of those named twice the last one holds.
enum class RequestField : quint8 {
    Model,
    Stream, ///< true: the answer will stream
    User,
    Text, ///< goes to the model
    Part, ///< a text; or an object whose PartText goes to the model if its PartType is "text",
          ///< "input_text" or "output_text"
    PartType,
    PartText,
    Item, ///< the same for what may itself hold parts
    ItemType,
    ItemText,
};

struct RequestPath
{
    const char *path = "";
    RequestField field = RequestField::Text;
};

/// What of a request's body is worth reading.
enum class BodyUse : quint8 {
    Nothing,
    Sample, ///< all of a body that is no longer than a sample
    Whole,  ///< besides, of a longer one all but the texts
};

/// What a request's head alone tells.
struct RequestOutline
{
    BodyUse body = BodyUse::Nothing;
    bool streams = false;     ///< the answer will stream, whatever the body says
    bool bodyDecides = false; ///< it will if the body says so
    QByteArray model;         ///< of the path; goes before the body's
};

/// How the requests of a vendor are read. Data of its file in engine/providers; constant.
struct RequestTable
{
    std::span<const RequestPath> fields = {}; ///< as `paths`
    const json::Paths *paths = nullptr;
    QByteArrayView modelPrefix = {}; ///< taken off a model's name in the body

    /// `target`: what goes upstream, without the proxy's own prefix. Called for any method; that
    /// only JSON bodies of POST are read is seen to by the caller.
    RequestOutline (*outline)(const http::RequestHead &head, QByteArrayView target) = nullptr;
};

/// Compiles `fields` for the scanner.
json::Paths compile(std::span<const RequestPath> fields);

} // namespace llmproxy::usage
