// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace llmproxy {

/// How many letters must be inserted, removed, changed or swapped with their neighbour to turn
/// one word into the other.
int editDistance(QByteArrayView left, QByteArrayView right);

} // namespace llmproxy
