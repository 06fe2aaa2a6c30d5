// SPDX-License-Identifier: MIT
#pragma once

#include "engine/proxy/rules.h"
#include "engine/traffic/exchange_record.h"
#include "engine/usage/answer.h"

namespace llmproxy::proxy {

/// X-LLM-Input-Tokens and its like: what an answer said of its tokens, as whole header lines.
/// Nothing where it said nothing.
QByteArray usageFields(const ProviderRoute &route,
                       const traffic::ExchangeRecord &record,
                       const usage::Answer &answer);

/// The Trailer line that announces them (RFC 9110 §6.6.2).
QByteArrayView usageTrailerNames();

} // namespace llmproxy::proxy
