// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/price_book.h"
#include "engine/engine.h"

namespace llmproxy {

/// The prices of the enabled models of the enabled providers; in a demo those of all providers.
std::shared_ptr<const cost::PriceBook> makePriceBook(const EngineSettings &settings);

} // namespace llmproxy
