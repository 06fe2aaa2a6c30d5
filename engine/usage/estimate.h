// SPDX-License-Identifier: MIT
#pragma once

#include "engine/usage/request_reader.h"

namespace llmproxy::usage {

/// features.rate_limiting.estimation, as it holds for one provider.
struct EstimateSettings
{
    qint64 maxSampleBytes = 20000; ///< longer bodies are judged by their size; negative: all are
    qint64 bytesPerToken = 4;      ///< > 0
    qint64 charsPerToken = 4;      ///< Unicode code points; > 0; the provider's own if it has one
};

struct Estimate
{
    enum class From : quint8 { Nothing, Size, Texts };

    qint64 tokens = 0;
    From from = From::Nothing;

    bool operator==(const Estimate &) const = default;
};

/// How many input tokens a request will cost, before the provider tells.
Estimate estimateInput(const RequestFacts &facts, const EstimateSettings &settings);

} // namespace llmproxy::usage
