// SPDX-License-Identifier: MIT
#include "engine/usage/base64.h"

namespace llmproxy::usage {

namespace {

int sixBits(char character)
{
    if (character >= 'A' && character <= 'Z')
        return character - 'A';
    if (character >= 'a' && character <= 'z')
        return character - 'a' + 26;
    if (character >= '0' && character <= '9')
        return character - '0' + 52;
    if (character == '+')
        return 62;
    return character == '/' ? 63 : -1;
}

} // namespace

std::optional<char> Base64Decoder::feed(char character)
{
    if (character == '=') {
        m_ended = true;
        return std::nullopt;
    }
    const int bits = sixBits(character);
    if (bits < 0 || m_ended)
        m_failed = true;
    if (m_failed)
        return std::nullopt;
    m_bits = m_bits << 6U | quint32(bits);
    m_count = quint8(m_count + 6);
    if (m_count < 8)
        return std::nullopt;
    m_count = quint8(m_count - 8);
    return char(m_bits >> m_count);
}

} // namespace llmproxy::usage
