// SPDX-License-Identifier: MIT
#include "engine/mock/identifiers.h"

#include <QStringBuilder>

#include <string_view>

namespace llmproxy::mock {

quint64 Identifiers::next()
{
    m_state += 0x9E3779B97F4A7C15U;
    quint64 z = m_state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

QByteArray Identifiers::text(int length, quint64 base, const char *prefix)
{
    constexpr std::string_view digits =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    QByteArray out(prefix);
    for (int i = 0; i < length; ++i)
        out.append(digits[next() % base]);
    return out;
}

QByteArray Identifiers::uuid()
{
    return hex(8) + '-' + hex(4) + "-4" + hex(3) + "-8" + hex(3) + '-' + hex(12);
}

} // namespace llmproxy::mock
