// SPDX-License-Identifier: MIT
#include "engine/eventstream/crc32.h"

#include <array>

namespace llmproxy::eventstream {

namespace {

constexpr quint32 Polynomial = 0xEDB88320U;

constexpr std::array<quint32, 256> makeTable()
{
    std::array<quint32, 256> table{};
    for (quint32 byte = 0; byte < table.size(); ++byte) {
        quint32 remainder = byte;
        for (int bit = 0; bit < 8; ++bit)
            remainder = (remainder & 1U) != 0 ? (remainder >> 1U) ^ Polynomial : remainder >> 1U;
        table.at(byte) = remainder;
    }
    return table;
}

constexpr std::array<quint32, 256> Table = makeTable();

} // namespace

quint32 crc32(QByteArrayView bytes, quint32 before)
{
    quint32 remainder = ~before;
    for (const char byte : bytes)
        remainder = Table[(remainder ^ static_cast<quint8>(byte)) & 0xFFU] ^ (remainder >> 8U);
    return ~remainder;
}

} // namespace llmproxy::eventstream
