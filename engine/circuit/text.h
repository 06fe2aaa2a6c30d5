// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace llmproxy::circuit {

/// At most `limit` bytes of UTF-8, never a part of a character. What is no UTF-8 is cut anyhow.
QByteArrayView cutToBytes(QByteArrayView text, qsizetype limit);

/// With '_' for each control character.
QByteArray withoutControls(QByteArrayView text);

} // namespace llmproxy::circuit
