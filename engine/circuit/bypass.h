// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

namespace llmproxy::circuit {

/// "1", "true", "yes" in any case, blanks around them aside.
bool isTruthy(QByteArrayView value);

/// A caller's reason as the tag of a metric: lower case a-z 0-9 _ -, each run of anything else one
/// '_', at most 64 bytes. "unspecified" if nothing is left, "other" if an allowlist is there and
/// does not have it (any case).
QByteArray bypassReason(QByteArrayView value, const QByteArrayList &allowlist);

} // namespace llmproxy::circuit
