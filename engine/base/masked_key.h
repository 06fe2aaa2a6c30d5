// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace llmproxy {

/// "sk-…cdef": the first 3 and the last 4 bytes of a value of 12 bytes or more, else "…".
/// Enough to tell two keys apart, too little to use one.
QByteArray maskedKey(QByteArrayView key);

} // namespace llmproxy
