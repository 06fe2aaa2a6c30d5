// SPDX-License-Identifier: MIT
#pragma once

#include "engine/cost/price_book.h"
#include "engine/cost/record.h"
#include "engine/stats/cost_ledger.h"
#include "engine/stats/meter.h"
#include "engine/stats/recent_traffic.h"
#include "engine/traffic/exchange_record.h"

namespace llmproxy {

// From the record of an exchange that is done to what is summed up and written of it. Pure.

/// Whether the provider asks money for it, as far as can be told: it reported tokens, or it
/// answered well to a request to a model. A refusal costs nothing, whatever was estimated of it.
bool isBilled(const traffic::ExchangeRecord &record);

/// The price of a billed exchange; else an empty charge.
cost::Charge chargeFor(const traffic::ExchangeRecord &record, const cost::PriceBook &prices);

stats::Spending spendingOf(const traffic::ExchangeRecord &record);

/// None: it asked the gateway itself, or was given up before there was an answer.
std::optional<stats::Ended> endedOf(const traffic::ExchangeRecord &record);
/// The same for who collects metrics.
stats::Measured measuredOf(const traffic::ExchangeRecord &record);
/// The kind of limit that it was over; nullopt: none.
std::optional<stats::LimitCount> limitOf(const traffic::ExchangeRecord &record);

/// The line for accounting. Its time is UTC.
cost::Record costRecord(const traffic::ExchangeRecord &record);

} // namespace llmproxy
