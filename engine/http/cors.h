// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/head.h"

namespace llmproxy::http {

/// The lines, each with CRLF, that let pages of any origin read a provider route's answers
/// (Fetch Standard §3.2). The caller brings the key, so a page gains nothing by them.
QByteArrayView corsFields();

/// The same for the answer to a preflight: allows just the request headers that it asks for.
QByteArray preflightFields(const RequestHead &head);

/// Is this a request that asks whether it may be made? Such a one never goes upstream.
bool isPreflight(const RequestHead &head);

} // namespace llmproxy::http
