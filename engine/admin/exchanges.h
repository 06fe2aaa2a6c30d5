// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/answer.h"
#include "engine/admin/query.h"
#include "engine/base/result.h"
#include "engine/control.h"
#include "engine/traffic/filter.h"

namespace llmproxy::admin {

// What is asked of recorded exchanges. `now`: from when a filter's times count.

/// The filter of a query; empty where it has none.
Result<traffic::Filter, proxy::LocalError> filterOf(const Query &query, TimePoint now);

Answer listExchanges(const Control &control, const Query &query, TimePoint now);
Answer
exportHar(const Control &control, const Query &query, TimePoint now, const QByteArray &version);
Answer exportJsonLines(const Control &control, const Query &query, TimePoint now);

/// `{"exchange":{…},"detail":{…}}`; `detail` is null where nothing is kept but the record.
Deed showExchange(const Control &control, const QByteArray &id);
/// As a program that sends the request again.
Deed showExchangeAsCode(const Control &control, const QByteArray &id, const Query &query);

} // namespace llmproxy::admin
