// SPDX-License-Identifier: MIT
#include "engine/json/scanner.h"

#include "engine/json/find.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace llmproxy::json {

namespace {

/// The array at the top of Root::Elements, whose elements are roots themselves.
constexpr qint16 TopArray = -2;

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

} // namespace

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

inline const char *Scanner::spaceOrValue(const char *at, const char *end, Sink &sink)
{
    return isSpace(*at) ? at : value(at, end, sink);
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
            return spaceOrValue(from, end, sink);
        m_state = State::AfterValue;
        if (end - behind < 2 || std::memcmp(behind, ",\"", 2) != 0)
            return behind;
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
