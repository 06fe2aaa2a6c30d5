// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/fault_rules.h"

namespace llmproxy::circuit {

/// What the body of an error says.
struct ErrorBody
{
    QByteArray code;    ///< empty: none, or not readable
    QByteArray message; ///< the whole text where the body is not of the vendor's form
};

ErrorBody readErrorBody(const FaultRules &rules, QByteArrayView body);

/// "CODE: message", either alone where the other is missing; at most 256 bytes and
/// "...(truncated)".
QByteArray detailOf(const ErrorBody &error);

} // namespace llmproxy::circuit
