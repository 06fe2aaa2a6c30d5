// SPDX-License-Identifier: MIT
#include "engine/usage/estimate.h"

namespace llmproxy::usage {

Estimate estimateInput(const RequestFacts &facts, const EstimateSettings &settings)
{
    Q_ASSERT(settings.bytesPerToken > 0 && settings.charsPerToken > 0);
    if (facts.hasText && facts.bodyBytes <= settings.maxSampleBytes) {
        const qint64 tokens = facts.textCodePoints / settings.charsPerToken;
        if (tokens > 0)
            return {tokens, Estimate::From::Texts};
    }
    if (facts.bodyBytes <= 0)
        return {};
    return {facts.bodyBytes / settings.bytesPerToken, Estimate::From::Size};
}

} // namespace llmproxy::usage
