// SPDX-License-Identifier: MIT
#include "engine/json/find.h"
#include "engine/json/scanner.h"

#include <algorithm>

// What goes on within a name, or a string that is wanted.

namespace llmproxy::json {

namespace {

constexpr char32_t Replacement = 0xFFFD;

int hexValue(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const char lower = char(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// What a two-character escape stands for (RFC 8259 §7); 0: there is none such.
char unescaped(char byte)
{
    switch (byte) {
    case '"':
    case '\\':
    case '/':
        return byte;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

} // namespace

void Scanner::beginString(bool isKey)
{
    m_state = State::String;
    m_isKey = isKey;
    m_textSize = 0;
    m_bytes = 0;
    m_codePoints = 0;
}

const char *Scanner::string(const char *at, const char *end, Sink &sink)
{
    const char *const stop = findQuote(at, end);
    if (stop != at) {
        flushSurrogate(sink);
        run({at, stop}, sink);
    }
    if (stop == end)
        return end;
    if (*stop == '\\')
        m_state = State::Escape;
    else
        endString(sink);
    return stop + 1;
}

const char *Scanner::escape(const char *at, Sink &sink)
{
    if (*at == 'u') {
        m_state = State::Unicode;
        m_unit = 0;
        m_digits = 0;
        return at + 1;
    }
    flushSurrogate(sink);
    const char byte = unescaped(*at);
    m_state = byte == 0 ? State::Malformed : State::String;
    if (byte != 0)
        run({&byte, 1}, sink);
    return at + 1;
}

const char *Scanner::unicode(const char *at, Sink &sink)
{
    const int digit = hexValue(*at);
    if (digit < 0) {
        m_state = State::Malformed;
        return at;
    }
    m_unit = quint16(unsigned(m_unit) << 4U | unsigned(digit));
    if (++m_digits < 4)
        return at + 1;

    m_state = State::String;
    const bool isHigh = (m_unit & 0xFC00U) == 0xD800U;
    const bool isLow = (m_unit & 0xFC00U) == 0xDC00U;
    if (isLow && m_highSurrogate != 0) {
        const char32_t high = m_highSurrogate;
        m_highSurrogate = 0;
        codePoint(0x10000U + ((high - 0xD800U) << 10U) + (m_unit - 0xDC00U), sink);
        return at + 1;
    }
    flushSurrogate(sink);
    if (isHigh)
        m_highSurrogate = m_unit;
    else
        codePoint(isLow ? Replacement : m_unit, sink);
    return at + 1;
}

/// One that stands alone is no character.
void Scanner::flushSurrogate(Sink &sink)
{
    if (m_highSurrogate == 0)
        return;
    m_highSurrogate = 0;
    codePoint(Replacement, sink);
}

void Scanner::codePoint(char32_t point, Sink &sink)
{
    std::array<char, 4> utf8{};
    qsizetype size = 0;
    if (point < 0x80) {
        utf8[0] = char(point);
        size = 1;
    } else if (point < 0x800) {
        utf8 = {char(0xC0U | point >> 6U), char(0x80U | (point & 0x3FU))};
        size = 2;
    } else if (point < 0x10000) {
        utf8 = {char(0xE0U | point >> 12U),
                char(0x80U | (point >> 6U & 0x3FU)),
                char(0x80U | (point & 0x3FU))};
        size = 3;
    } else {
        utf8 = {char(0xF0U | point >> 18U),
                char(0x80U | (point >> 12U & 0x3FU)),
                char(0x80U | (point >> 6U & 0x3FU)),
                char(0x80U | (point & 0x3FU))};
        size = 4;
    }
    run({utf8.data(), size}, sink);
}

void Scanner::keep(QByteArrayView bytes)
{
    const qsizetype size = std::min<qsizetype>(bytes.size(), MaxTextBytes - m_textSize);
    std::copy_n(bytes.begin(), size, m_text.data() + m_textSize);
    m_textSize = qint16(m_textSize + size);
}

void Scanner::run(QByteArrayView decoded, Sink &sink)
{
    m_bytes += decoded.size();
    if (m_isKey) {
        keep(decoded);
        return;
    }
    const Paths::Node &node = m_paths->node(m_node);
    switch (node.want) {
    case Want::Text:
        keep(decoded);
        break;
    case Want::Length:
        m_codePoints += countCodePoints(decoded.begin(), decoded.end());
        break;
    case Want::Pieces:
        sink.piece(node.path, decoded);
        break;
    }
}

void Scanner::named(QByteArrayView name)
{
    m_node = m_paths->member(m_frames[m_depth - 1U].node, name);
    m_state = State::Colon;
}

void Scanner::endString(Sink &sink)
{
    flushSurrogate(sink);
    const bool isWhole = m_bytes == m_textSize;
    const QByteArrayView text(m_text.data(), m_textSize);
    if (m_isKey) {
        named(isWhole ? text : QByteArrayView());
        return;
    }
    const Paths::Node &node = m_paths->node(m_node);
    sink.scalar(node.path,
                {Type::String, text, isWhole || node.want != Want::Text, m_bytes, m_codePoints});
    valueEnded(sink);
}

} // namespace llmproxy::json
