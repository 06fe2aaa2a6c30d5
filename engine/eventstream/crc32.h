// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace llmproxy::eventstream {

/// CRC-32 as zlib, gzip and Ethernet compute it (IEEE 802.3, reflected polynomial 0xEDB88320).
/// `before` is the value over the bytes in front of these, 0 at the beginning.
quint32 crc32(QByteArrayView bytes, quint32 before = 0);

} // namespace llmproxy::eventstream
