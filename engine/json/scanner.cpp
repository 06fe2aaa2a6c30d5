// SPDX-License-Identifier: MIT
#include "engine/json/scanner.h"

#include "engine/json/find.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace llmproxy::json {

namespace {

/// The array at the top of Root::Elements, whose elements are roots themselves.
constexpr qint16 TopArray = -2;

constexpr char32_t Replacement = 0xFFFD;

/// Beyond 2^53 a double is not exact, and no count of tokens either.
constexpr qint64 MaxCount = qint64(1) << 53;

bool isSpace(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

const char *skipSpace(const char *at, const char *end)
{
    while (at != end && isSpace(*at))
        ++at;
    return at;
}

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

constexpr std::array<bool, 256> makeScalarEnds()
{
    std::array<bool, 256> ends{};
    for (const char byte : {',', '}', ']', ' ', '\n', '\r', '\t'})
        ends.at(quint8(byte)) = true;
    return ends;
}

constexpr std::array<bool, 256> ScalarEnds = makeScalarEnds();

/// The end of a number or a literal, as far as it is there.
const char *findScalarEnd(const char *at, const char *end)
{
    while (at != end && !ScalarEnds[quint8(*at)])
        ++at;
    return at;
}

bool beginsScalar(char byte)
{
    return isDigit(byte) || byte == '-' || byte == 't' || byte == 'f' || byte == 'n';
}

const char *skipDigits(const char *at, const char *end)
{
    while (at != end && isDigit(*at))
        ++at;
    return at;
}

/// Behind at least one digit; null if there is none.
const char *behindDigits(const char *at, const char *end)
{
    const char *const behind = skipDigits(at, end);
    return behind == at ? nullptr : behind;
}

/// RFC 8259 §6
bool isNumber(QByteArrayView text)
{
    const char *at = text.begin();
    const char *const end = text.end();
    if (at != end && *at == '-')
        ++at;
    const char *const integer = at;
    at = skipDigits(at, end);
    if (at == integer || (*integer == '0' && at - integer > 1))
        return false;
    if (at != end && *at == '.')
        at = behindDigits(at + 1, end);
    if (at && at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at != end && (*at == '+' || *at == '-'))
            ++at;
        at = behindDigits(at, end);
    }
    return at == end;
}

/// nullopt: neither a literal nor a number
std::optional<Type> scalarType(QByteArrayView text)
{
    const auto is = [text](const char *literal, qsizetype size) {
        return text.size() == size && std::memcmp(text.data(), literal, std::size_t(size)) == 0;
    };
    if (is("null", 4))
        return Type::Null;
    if (is("true", 4))
        return Type::True;
    if (is("false", 5))
        return Type::False;
    return isNumber(text) ? std::optional(Type::Number) : std::nullopt;
}

/// Paths::beginOf() for a name that stands in a buffer, mostly by one load.
quint64 nameBegin(QByteArrayView name, const char *bufferEnd)
{
    if (bufferEnd - name.data() < 8)
        return Paths::beginOf(name);
    quint64 begin = 0;
    std::memcpy(&begin, name.data(), sizeof begin);
    if constexpr (Q_BYTE_ORDER == Q_LITTLE_ENDIAN)
        return name.size() >= 8 ? begin : begin & ((quint64(1) << (8 * name.size())) - 1);
    return Paths::beginOf(name);
}

int hexValue(char byte)
{
    if (isDigit(byte))
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

qint64 Scalar::count() const
{
    if (type != Type::Number)
        return 0;
    qint64 integer = 0;
    const auto plain = std::from_chars(text.begin(), text.end(), integer);
    if (plain.ec == std::errc() && plain.ptr == text.end() && integer <= MaxCount)
        return std::max<qint64>(integer, 0);
    double real = 0;
    const auto parsed = std::from_chars(text.begin(), text.end(), real);
    if (parsed.ec != std::errc() || !(real >= 0) || real > double(MaxCount))
        return 0;
    return qint64(real);
}

void Scanner::feed(QByteArrayView bytes, Sink &sink)
{
    const char *at = bytes.begin();
    const char *const end = bytes.end();
    while (at != end)
        at = step(at, end, sink);
}

bool Scanner::finish(Sink &sink)
{
    if (m_state == State::Scalar && m_depth == 0)
        endScalar({m_text.data(), m_textSize}, true, sink);
    return status() == Status::Between;
}

void Scanner::reset()
{
    m_state = State::Value;
    m_node = Paths::Root;
    m_depth = 0;
    m_highSurrogate = 0;
    m_inSkippedString = false;
    m_afterBackslash = false;
}

Scanner::Status Scanner::status() const
{
    if (m_state == State::Malformed)
        return Status::Malformed;
    return m_state == State::Value && m_depth == 0 ? Status::Between : Status::Inside;
}

inline const char *Scanner::malformed(const char *end)
{
    m_state = State::Malformed;
    return end;
}

const char *Scanner::step(const char *at, const char *end, Sink &sink)
{
    switch (m_state) {
    case State::String:
        return string(at, end, sink);
    case State::Escape:
        return escape(at, sink);
    case State::Unicode:
        return unicode(at, sink);
    case State::Scalar:
        return scalarBytes(at, end, sink);
    case State::SkippedString:
        return skipString(at, end, sink);
    case State::SkippedContainer:
        return skipContainer(at, end, sink);
    case State::Malformed:
        return end;
    default:
        break;
    }
    at = skipSpace(at, end);
    return at == end ? end : token(at, end, sink);
}

/// One of those that white space may precede.
inline const char *Scanner::token(const char *at, const char *end, Sink &sink)
{
    switch (m_state) {
    case State::FirstElement:
        if (*at == ']') {
            endContainer(sink);
            return at + 1;
        }
        return value(at, end, sink);
    case State::Value:
        return value(at, end, sink);
    case State::FirstKey:
        if (*at == '}') {
            endContainer(sink);
            return at + 1;
        }
        [[fallthrough]];
    case State::Key:
        return *at == '"' ? key(at + 1, end, sink) : malformed(end);
    case State::Colon:
        if (*at != ':')
            return malformed(end);
        m_state = State::Value;
        return at + 1;
    default:
        return afterValue(at, end, sink);
    }
}

inline const char *Scanner::value(const char *at, const char *end, Sink &sink)
{
    switch (*at) {
    case '"':
        return stringValue(at + 1, end, sink);
    case '{':
        return container(at + 1, false, sink);
    case '[':
        return container(at + 1, true, sink);
    default:
        if (!beginsScalar(*at))
            return malformed(end);
        m_textSize = 0;
        m_state = State::Scalar;
        return scalarBytes(at, end, sink);
    }
}

inline const char *Scanner::stringValue(const char *at, const char *end, Sink &sink)
{
    if (!isWanted(m_node)) {
        m_state = State::SkippedString;
        return skipString(at, end, sink);
    }
    const char *const quote = findQuote(at, end);
    if (m_paths->node(m_node).want != Want::Text || quote == end || *quote != '"'
        || quote - at > MaxTextBytes) {
        beginString(false);
        return at;
    }
    // Whole and without escapes, like nearly all: no copy.
    const QByteArrayView text(at, quote);
    sink.scalar(m_paths->node(m_node).path, {Type::String, text, true, text.size(), 0});
    valueEnded(sink);
    return quote + 1;
}

inline const char *Scanner::container(const char *at, bool isArray, Sink &sink)
{
    if (m_depth == 0 && isArray && m_root == Root::Elements) {
        m_frames[m_depth++] = {TopArray, true, 0};
        m_node = Paths::Root;
        m_state = State::FirstElement;
        return at;
    }
    const bool wanted = isWanted(m_node);
    if (wanted)
        sink.begin(m_paths->node(m_node).path);
    if (m_node == Paths::None || (m_paths->node(m_node).below & m_only) == 0) {
        m_skippedDepth = 1;
        m_state = State::SkippedContainer;
        return at;
    }
    m_frames[m_depth++] = {m_node, isArray, 0};
    if (isArray)
        m_node = m_paths->element(m_node, 0);
    m_state = isArray ? State::FirstElement : State::FirstKey;
    return at;
}

inline const char *Scanner::afterValue(const char *at, const char *end, Sink &sink)
{
    Frame &frame = m_frames[m_depth - 1U];
    if (*at == ',') {
        m_state = frame.isArray ? State::Value : State::Key;
        if (frame.isArray) {
            ++frame.index;
            m_node =
                frame.node == TopArray ? Paths::Root : m_paths->element(frame.node, frame.index);
        }
        return at + 1;
    }
    if (*at != (frame.isArray ? ']' : '}'))
        return malformed(end);
    endContainer(sink);
    return at + 1;
}

/// Takes members, one after the other, as long as they are whole and compact and no path leads to
/// them: most of most documents. `at` is behind the opening quote of a name.
const char *Scanner::key(const char *at, const char *end, Sink &sink)
{
    const qint16 object = m_frames[m_depth - 1U].node;
    for (;;) {
        const char *const quote = findQuote(at, end);
        if (quote == end || *quote != '"') {
            beginString(true);
            return at;
        }
        const QByteArrayView name(at, quote);
        m_node = wanted(m_paths->member(object, name, nameBegin(name, end)));
        if (end - quote < 3 || quote[1] != ':') {
            m_state = State::Colon;
            return quote + 1;
        }
        m_state = State::Value;
        const char *const from = quote + 2;
        const char *const behind = m_node == Paths::None ? wholeScalar(from, end) : from;
        if (behind == from)
            return isSpace(*from) ? from : value(from, end, sink);
        if (end - behind < 2 || behind[0] != ',' || behind[1] != '"') {
            m_state = State::AfterValue;
            return behind;
        }
        at = behind + 2;
    }
}

/// The end of a string without escapes, a number or a literal that stands here as a whole; else
/// `at`.
const char *Scanner::wholeScalar(const char *at, const char *end)
{
    if (*at == '"') {
        const char *const quote = findQuote(at + 1, end);
        return quote != end && *quote == '"' ? quote + 1 : at;
    }
    const char *const stop = findScalarEnd(at, end);
    return stop != end && scalarType({at, stop}) ? stop : at;
}

inline void Scanner::named(QByteArrayView name)
{
    m_node = m_paths->member(m_frames[m_depth - 1U].node, name);
    m_state = State::Colon;
}

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

const char *Scanner::scalarBytes(const char *at, const char *end, Sink &sink)
{
    const char *const stop = findScalarEnd(at, end);
    if (stop != end && m_textSize == 0) {
        endScalar({at, stop}, true, sink);
        return stop;
    }
    const bool fits = stop - at <= MaxTextBytes - m_textSize;
    keep({at, stop});
    if (stop != end || !fits)
        endScalar({m_text.data(), m_textSize}, fits, sink);
    return fits ? stop : end;
}

void Scanner::endScalar(QByteArrayView text, bool isWhole, Sink &sink)
{
    const auto type = isWhole ? scalarType(text) : std::nullopt;
    if (!type) {
        m_state = State::Malformed;
        return;
    }
    if (isWanted(m_node))
        sink.scalar(m_paths->node(m_node).path, {*type, text, true, 0, 0});
    valueEnded(sink);
}

const char *Scanner::skipString(const char *at, const char *end, Sink &sink)
{
    while (at != end) {
        if (m_afterBackslash) {
            m_afterBackslash = false;
            ++at;
            continue;
        }
        at = findQuote(at, end);
        if (at == end)
            break;
        if (*at++ == '"') {
            valueEnded(sink);
            break;
        }
        m_afterBackslash = true;
    }
    return at;
}

const char *Scanner::skipContainer(const char *at, const char *end, Sink &sink)
{
    while (at != end) {
        if (m_afterBackslash) {
            m_afterBackslash = false;
            ++at;
            continue;
        }
        at = m_inSkippedString ? findQuote(at, end) : findBracketOrQuote(at, end);
        if (at == end)
            break;
        const char byte = *at++;
        if (byte == '"')
            m_inSkippedString = !m_inSkippedString;
        else if (m_inSkippedString)
            m_afterBackslash = true;
        else if ((byte | 0x20) == '{')
            ++m_skippedDepth;
        else if (--m_skippedDepth == 0) {
            if (isWanted(m_node))
                sink.end(m_paths->node(m_node).path);
            valueEnded(sink);
            break;
        }
    }
    return at;
}

void Scanner::endContainer(Sink &sink)
{
    m_node = m_frames[--m_depth].node;
    if (m_node == TopArray) {
        m_state = State::Value;
        m_node = Paths::Root;
        return;
    }
    if (isWanted(m_node))
        sink.end(m_paths->node(m_node).path);
    valueEnded(sink);
}

void Scanner::valueEnded(Sink &sink)
{
    const bool isRoot = m_depth == 0 || m_frames[m_depth - 1U].node == TopArray;
    m_state = m_depth == 0 ? State::Value : State::AfterValue;
    if (!isRoot)
        return;
    m_node = Paths::Root;
    sink.documentEnded();
}

} // namespace llmproxy::json
