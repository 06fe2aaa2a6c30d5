// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/answer.h"
#include "engine/admin/query.h"
#include "engine/control.h"

namespace llmproxy::admin {

/// A page of records, the newest first: `{"exchanges":[…],"next":id}`; `next` is the `before` of
/// the next page, null behind the last.
Answer listExchanges(const Control &control, const Query &query);

/// `{"exchange":{…},"detail":{…}}`; `detail` is null where nothing is kept but the record.
Answer showExchange(const Control &control, const QByteArray &id);

} // namespace llmproxy::admin
