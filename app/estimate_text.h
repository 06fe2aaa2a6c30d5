// SPDX-License-Identifier: MIT
#pragma once

#include "engine/usage/estimate.h"

namespace llmproxy::app {

/// What the proxy would make of a request, before its answer tells.
struct InputEstimate
{
    QByteArray provider;
    usage::RequestFacts facts;
    usage::EstimateSettings settings;
};

/// The estimate and how it came about, for people: a line for each fact.
QByteArray estimateText(const InputEstimate &estimate);

/// The same as one JSON document with its newline; `text_code_points` is null where the texts
/// were not counted.
QByteArray estimateJson(const InputEstimate &estimate);

} // namespace llmproxy::app
