// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"
#include "engine/usage/answer_table.h"
#include "engine/usage/request_table.h"

#include <QByteArray>

#include <span>

namespace llmproxy::providers {

/// One vendor's API, as data and pure functions. All that the proxy knows of a vendor is here.
struct Provider
{
    QByteArrayView type; ///< "openai": the default route, and what `type` in the configuration says
    QByteArrayView defaultBaseUrl; ///< scheme and authority; empty where upstreamHost() finds it

    /// Media types (lower case) of answers that stream.
    std::span<const QByteArrayView> streamTypes;

    /// The Host that a request must go to, where the request itself decides that; null: the base
    /// URL's. `defaultRegion` is for vendors with regions.
    QByteArray (*upstreamHost)(const http::RequestHead &head,
                               QByteArrayView defaultRegion) = nullptr;

    /// Requests are signed by the client: fields that the signature covers are not touched, and
    /// nothing is added.
    bool isSigned = false;

    /// /health: can the proxy read this vendor's request bodies (spec: gemini's are not read)?
    bool readsBodies = true;
    bool hasSseSwitch = false; ///< /health: `?alt=sse` exists

    /// How its answers and requests are read. The tables are constant and never go.
    const usage::AnswerTable &(*answers)() = nullptr;
    const usage::RequestTable &(*requests)() = nullptr;
};

/// Every vendor, in the order they are shown.
std::span<const Provider> all();

/// The vendor of that type; null if there is none.
const Provider *find(QByteArrayView type);

/// Is this Content-Type (parameters allowed) one of a stream of this vendor?
bool isStream(const Provider &provider, QByteArrayView contentType);

// One file each.
Provider openai();
Provider anthropic();
Provider gemini();
Provider bedrock();

} // namespace llmproxy::providers
