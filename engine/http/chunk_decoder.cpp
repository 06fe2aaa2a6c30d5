// SPDX-License-Identifier: MIT
#include "engine/http/chunk_decoder.h"

#include <algorithm>
#include <cstring>

namespace llmproxy::http {

namespace {

// 15 hex digits keep every size below 2^60; longer runs of zeros are nobody's honest size.
constexpr qsizetype MaxSizeDigits = 15;

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char folded = static_cast<char>(c | 0x20);
    return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

// RFC 9110 §5.6.2
bool isTokenChar(char c)
{
    const char folded = static_cast<char>(c | 0x20);
    return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9')
           || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

qsizetype tokenSize(QByteArrayView text)
{
    return std::find_if_not(text.begin(), text.end(), isTokenChar) - text.begin();
}

// Size of a quoted-string (RFC 9110 §5.6.4) with its quotes; 0 if it is none.
qsizetype quotedSize(QByteArrayView text)
{
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text[i] == '"')
            return i + 1;
        if (text[i] == '\\')
            ++i;
        const char c = i < text.size() ? text[i] : '\0';
        if (static_cast<quint8>(c) < 0x20 && c != '\t')
            return 0;
    }
    return 0;
}

// chunk-ext (RFC 9112 §7.1.1), without the white space that it allows and nobody sends.
bool areExtensions(QByteArrayView text)
{
    while (!text.isEmpty()) {
        if (text.front() != ';')
            return false;
        text = text.sliced(1);
        const qsizetype name = tokenSize(text);
        if (name == 0)
            return false;
        text = text.sliced(name);
        if (text.isEmpty() || text.front() != '=')
            continue;
        text = text.sliced(1);
        const bool quoted = !text.isEmpty() && text.front() == '"';
        const qsizetype value = quoted ? quotedSize(text) : tokenSize(text);
        if (value == 0)
            return false;
        text = text.sliced(value);
    }
    return true;
}

} // namespace

void ChunkDecoder::reset()
{
    *this = ChunkDecoder(m_extensionLimit, m_trailerLimit);
}

ChunkDecoder::Result
ChunkDecoder::feed(const char *data, qsizetype size, BodySink *sink, qsizetype &consumed)
{
    const char *at = data;
    const char *const end = data + size;
    Result result = Result::More;
    while (at < end && result == Result::More) {
        if (m_state == State::Data)
            feedData(at, end, sink);
        else
            result = feedLine(at, end);
    }
    consumed = at - data;
    if (result != Result::More && result != Result::Done)
        m_state = State::Failed;
    return m_state == State::Failed && result == Result::More ? Result::Malformed : result;
}

void ChunkDecoder::feedData(const char *&at, const char *end, BodySink *sink)
{
    const qsizetype piece = std::min<qint64>(m_left, end - at);
    if (sink != nullptr)
        sink->bodyPiece(at, piece);
    m_left -= piece;
    at += piece;
    if (m_left == 0)
        m_state = State::DataEnd;
}

// A line that lies whole in the input is read there, else it is gathered.
ChunkDecoder::Result ChunkDecoder::feedLine(const char *&at, const char *end)
{
    const auto *const newline =
        static_cast<const char *>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const char *const lineEnd = newline != nullptr ? newline + 1 : end;
    Result result = Result::More;
    if (newline != nullptr && m_line.isEmpty()) {
        result = line(QByteArrayView(at, lineEnd));
    } else {
        m_line.append(at, lineEnd - at);
        if (m_line.size() > std::max(m_extensionLimit, m_trailerLimit) + MaxSizeDigits + 2)
            return Result::Malformed;
        if (newline != nullptr)
            result = line(std::exchange(m_line, {}));
    }
    if (result == Result::More || result == Result::Done)
        at = lineEnd;
    return result;
}

ChunkDecoder::Result ChunkDecoder::line(QByteArrayView line)
{
    // Each line of the coding ends with CRLF; a bare LF is read differently by others.
    if (line.size() < 2 || line[line.size() - 2] != '\r')
        return Result::Malformed;
    const QByteArrayView text = line.chopped(2);
    switch (m_state) {
    case State::Size:
        return sizeLine(text);
    case State::DataEnd:
        m_state = State::Size;
        return text.isEmpty() ? Result::More : Result::Malformed;
    case State::Trailers:
        if (text.isEmpty()) {
            m_state = State::Done;
            return Result::Done;
        }
        if (text.contains('\r') || text.contains('\0'))
            return Result::Malformed;
        m_trailers.append(line);
        return m_trailers.size() > m_trailerLimit ? Result::TrailersTooLarge : Result::More;
    default:
        return Result::Malformed;
    }
}

ChunkDecoder::Result ChunkDecoder::sizeLine(QByteArrayView line)
{
    qint64 chunk = 0;
    qsizetype digits = 0;
    for (; digits < line.size(); ++digits) {
        const int digit = hexDigit(line[digits]);
        if (digit < 0)
            break;
        if (digits == MaxSizeDigits)
            return Result::Malformed;
        chunk = chunk * 16 + digit;
    }
    if (digits == 0)
        return Result::Malformed;
    if (digits < line.size()) {
        m_extensions += line.size() - digits;
        if (m_extensions > m_extensionLimit || !areExtensions(line.sliced(digits)))
            return Result::Malformed;
    }
    m_left = chunk;
    m_state = chunk > 0 ? State::Data : State::Trailers;
    return Result::More;
}

} // namespace llmproxy::http
