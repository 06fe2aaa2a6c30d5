// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_record.h"

namespace llmproxy::exports {

/// The record as one line of JSON Lines (https://jsonlines.org), its line end included; the keys
/// are those of docs/exchange-record.md.
QByteArray jsonLine(const traffic::ExchangeRecord &record);

} // namespace llmproxy::exports
