// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <QJsonObject>

#include <optional>

namespace llmproxy::traffic {

// Records as JSON: how the API answers, files are exported and the history is stored. Every key
// stands in docs/exchange-record.md. Durations are milliseconds, times ISO 8601 in UTC, amounts
// USD; what is absent has no key. Text that is not UTF-8 is written with U+FFFD in place of what is
// wrong, but a body is kept to the byte: as base64.

QJsonObject toJson(const ExchangeRecord &record);
QJsonObject toJson(const ExchangeDetail &detail);

/// None: not a record, as it has no id or no time. Other keys that are missing or wrong are as if
/// absent.
std::optional<ExchangeRecord> recordFromJson(const QJsonObject &object);
ExchangeDetail detailFromJson(const QJsonObject &object);

} // namespace llmproxy::traffic
