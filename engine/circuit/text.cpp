// SPDX-License-Identifier: MIT
#include "engine/circuit/text.h"

#include <algorithm>

namespace llmproxy::circuit {

namespace {

constexpr int LongestTail = 3; // continuation bytes of one character (RFC 3629 §3)

} // namespace

QByteArrayView cutToBytes(QByteArrayView text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    qsizetype end = limit;
    while (end > 0 && limit - end < LongestTail
           && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.first(end);
}

QByteArray withoutControls(QByteArrayView text)
{
    QByteArray clean = text.toByteArray();
    std::replace_if(
        clean.begin(),
        clean.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        '_');
    return clean;
}

} // namespace llmproxy::circuit
