// SPDX-License-Identifier: MIT
#include "engine/http/parser.h"

#include "engine/http/head_check.h"

#include <algorithm>

namespace llmproxy::http {

int statusOf(ParseError error)
{
    switch (error) {
    case ParseError::TargetTooLong:
        return 414;
    case ParseError::HeadTooLarge:
        return 431;
    case ParseError::UnsupportedMethod:
    case ParseError::UnsupportedCoding:
        return 501;
    case ParseError::UnsupportedVersion:
        return 505;
    case ParseError::UnknownExpectation:
        return 417;
    default:
        return 400;
    }
}

/// llhttp's callbacks; `data` of the llhttp_t is the Parser.
struct ParserCallbacks
{
    static constexpr std::size_t UsualFields = 16;

    static Parser &parser(llhttp_t *llhttp) { return *static_cast<Parser *>(llhttp->data); }

    static int refuse(Parser &parser, ParseError error)
    {
        parser.m_callbackError = error;
        return HPE_USER;
    }

    static Slice slice(const Parser &parser, const char *at, std::size_t size)
    {
        return {static_cast<quint32>(parser.m_inputAt + (at - parser.m_input)),
                static_cast<quint32>(size)};
    }

    // A span that arrives in pieces is contiguous in the head, so only its size grows.
    static void extend(Slice &target, Slice piece)
    {
        if (target.size == 0)
            target = piece;
        else
            target.size += piece.size;
    }

    static int url(llhttp_t *llhttp, const char *at, std::size_t size)
    {
        Parser &self = parser(llhttp);
        Slice &target = static_cast<RequestParser &>(self).m_request.targetSlice;
        extend(target, slice(self, at, size));
        return target.size > self.m_limits.targetBytes ? refuse(self, ParseError::TargetTooLong)
                                                       : 0;
    }

    static int method(llhttp_t *llhttp, const char *at, std::size_t size)
    {
        Parser &self = parser(llhttp);
        if (llhttp->type == HTTP_REQUEST)
            extend(static_cast<RequestParser &>(self).m_request.methodSlice, slice(self, at, size));
        return 0;
    }

    static int fieldName(llhttp_t *llhttp, const char *at, std::size_t size)
    {
        Parser &self = parser(llhttp);
        std::vector<Field> &fields = self.head().fields;
        if (fields.empty() || self.m_fieldDone) {
            if (fields.capacity() == 0)
                fields.reserve(UsualFields);
            if (fields.size() == self.m_limits.fields)
                return refuse(self, ParseError::HeadTooLarge);
            fields.emplace_back();
            self.m_fieldDone = false;
        }
        extend(fields.back().name, slice(self, at, size));
        return 0;
    }

    static int fieldValue(llhttp_t *llhttp, const char *at, std::size_t size)
    {
        Parser &self = parser(llhttp);
        extend(self.head().fields.back().value, slice(self, at, size));
        return 0;
    }

    static int fieldValueDone(llhttp_t *llhttp)
    {
        parser(llhttp).m_fieldDone = true;
        return 0;
    }

    static Framing framingOf(const llhttp_t *llhttp)
    {
        if ((llhttp->flags & F_CHUNKED) != 0)
            return Chunked{};
        if ((llhttp->flags & F_CONTENT_LENGTH) != 0 && llhttp->content_length > 0)
            return Sized{static_cast<qint64>(llhttp->content_length)};
        if (llhttp_message_needs_eof(llhttp) != 0)
            return UntilClose{};
        return NoBody{};
    }

    static int headersComplete(llhttp_t *llhttp)
    {
        Parser &self = parser(llhttp);
        self.head().minorVersion = llhttp->http_minor;
        self.m_keepAlive = llhttp_should_keep_alive(llhttp) != 0;
        if (!self.skipsBody())
            self.m_framing = framingOf(llhttp);
        self.m_headEnded = true;
        // No protocol is ever switched, and bodies are not llhttp's business.
        llhttp->upgrade = 0;
        return 1;
    }

    static const llhttp_settings_t &settings()
    {
        static const llhttp_settings_t table = [] {
            llhttp_settings_t made;
            llhttp_settings_init(&made);
            made.on_url = url;
            made.on_method = method;
            made.on_header_field = fieldName;
            made.on_header_value = fieldValue;
            made.on_header_value_complete = fieldValueDone;
            made.on_headers_complete = headersComplete;
            return made;
        }();
        return table;
    }
};

// Is this the method of some other protocol revision rather than no request line at all?
static bool beginsWithToken(const QByteArray &raw)
{
    const auto *const end = std::find_if_not(raw.begin(), raw.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    });
    return end != raw.begin() && end != raw.end() && *end == ' ';
}

Parser::Parser(llhttp_type_t type, const ParseLimits &limits)
    : m_limits(limits)
    , m_chunks(limits.chunkExtensionBytes, limits.trailerBytes)
{
    llhttp_init(&m_llhttp, type, &ParserCallbacks::settings());
    m_llhttp.data = this;
}

void Parser::reset()
{
    llhttp_reset(&m_llhttp);
    m_stage = Stage::Head;
    m_started = false;
    m_keepAlive = false;
    m_fieldDone = false;
    m_headEnded = false;
    m_framing = NoBody{};
    m_callbackError = ParseError::None;
    m_emptyLines = 0;
    m_chunks.reset();
    clearHead();
}

ParseStep Parser::feed(const char *data, qsizetype size, BodySink *sink)
{
    if (size == 0)
        return {.messageDone = m_stage == Stage::Done};
    if (m_stage == Stage::Head)
        return feedHead(data, size);
    if (m_stage == Stage::Body)
        return feedBody(data, size, sink);
    return {.messageDone = m_stage == Stage::Done};
}

// Empty lines before the start line are passed over here, so that the head begins at the start
// line and they can be counted.
qsizetype Parser::skipEmptyLines(const char *data, qsizetype size)
{
    qsizetype at = 0;
    while (at < size && (data[at] == '\r' || data[at] == '\n')) {
        if (data[at] == '\n')
            ++m_emptyLines;
        ++at;
    }
    return at;
}

ParseStep Parser::feedHead(const char *data, qsizetype size)
{
    qsizetype skipped = 0;
    if (!m_started) {
        skipped = skipEmptyLines(data, size);
        if (m_emptyLines > m_limits.emptyLines)
            return fail(ParseError::Malformed, skipped);
        if (skipped == size)
            return {.consumed = size};
        data += skipped;
        size -= skipped;
        m_started = true;
    }
    QByteArray &raw = head().raw;
    m_input = data;
    m_inputAt = raw.size();
    // llhttp is fed up to the empty line and no further.
    const qsizetype end = endOfHead(raw, data, size);
    const qsizetype room = m_limits.headBytes - raw.size();
    if (end > room || (end == 0 && size > room))
        return fail(ParseError::HeadTooLarge, skipped);
    const qsizetype fed = end > 0 ? end : size;
    raw.append(data, fed);
    const llhttp_errno_t code = llhttp_execute(&m_llhttp, data, static_cast<std::size_t>(fed));
    if (code != HPE_OK)
        return fail(errorOfLlhttp(), skipped);
    if (!m_headEnded)
        return end > 0 ? fail(ParseError::Malformed, skipped)
                       : ParseStep{.consumed = skipped + fed};
    return endHead(skipped + fed);
}

ParseStep Parser::endHead(qsizetype consumed)
{
    // llhttp leaves the white space behind a value in it (RFC 9112 §5.1 takes it away).
    for (Field &field : head().fields)
        field.value.size = static_cast<quint32>(trimmed(head().value(field)).size());
    if (const ParseError error = checkHead(); error != ParseError::None)
        return fail(error, consumed);
    if (const auto *sized = std::get_if<Sized>(&m_framing))
        m_bodyLeft = sized->bytes;
    const bool done = std::holds_alternative<NoBody>(m_framing);
    m_stage = done ? Stage::Done : Stage::Body;
    return {.consumed = consumed, .headDone = true, .messageDone = done};
}

ParseStep Parser::feedBody(const char *data, qsizetype size, BodySink *sink)
{
    if (std::holds_alternative<Chunked>(m_framing))
        return feedChunks(data, size, sink);
    qsizetype piece = size;
    if (std::holds_alternative<Sized>(m_framing)) {
        piece = std::min<qint64>(size, m_bodyLeft);
        m_bodyLeft -= piece;
        if (m_bodyLeft == 0)
            m_stage = Stage::Done;
    }
    if (sink != nullptr)
        sink->bodyPiece(data, piece);
    return {.consumed = piece, .messageDone = m_stage == Stage::Done};
}

ParseStep Parser::feedChunks(const char *data, qsizetype size, BodySink *sink)
{
    qsizetype consumed = 0;
    switch (m_chunks.feed(data, size, sink, consumed)) {
    case ChunkDecoder::Result::Done:
        m_stage = Stage::Done;
        return {.consumed = consumed, .messageDone = true};
    case ChunkDecoder::Result::Malformed:
        return fail(ParseError::Malformed, consumed);
    case ChunkDecoder::Result::TrailersTooLarge:
        return fail(ParseError::HeadTooLarge, consumed);
    case ChunkDecoder::Result::More:
        break;
    }
    return {.consumed = consumed};
}

ParseStep Parser::finish()
{
    if (m_stage == Stage::Body && std::holds_alternative<UntilClose>(m_framing)) {
        m_stage = Stage::Done;
        return {.messageDone = true};
    }
    if (m_stage == Stage::Done || !m_started)
        return {.messageDone = m_stage == Stage::Done};
    return fail(ParseError::UnexpectedEnd, 0);
}

ParseStep Parser::fail(ParseError error, qsizetype consumed)
{
    m_stage = Stage::Failed;
    return {.consumed = consumed, .error = error};
}

ParseError Parser::errorOfLlhttp()
{
    if (m_callbackError != ParseError::None)
        return m_callbackError;
    switch (llhttp_get_errno(&m_llhttp)) {
    case HPE_INVALID_METHOD:
        return beginsWithToken(head().raw) ? ParseError::UnsupportedMethod : ParseError::Malformed;
    case HPE_INVALID_VERSION:
    case HPE_PAUSED_H2_UPGRADE:
        return ParseError::UnsupportedVersion;
    default:
        return ParseError::Malformed;
    }
}

ParseError RequestParser::checkHead()
{
    const RequestCheck check = checkRequest(m_request, m_llhttp.http_major, m_llhttp.http_minor);
    m_expectsContinue = check.expectsContinue;
    return check.error;
}

void RequestParser::clearHead()
{
    m_request.raw = QByteArray();
    m_request.fields.clear(); // the next request has as many
    m_request.methodSlice = {};
    m_request.targetSlice = {};
    m_expectsContinue = false;
}

ParseError ResponseParser::checkHead()
{
    m_response.status = m_llhttp.status_code;
    return checkResponse(m_response, m_llhttp.http_major, m_llhttp.http_minor);
}

// RFC 9112 §6.3: no body in answers to HEAD, in 1xx, 204 and 304, whatever the fields say.
bool ResponseParser::skipsBody() const
{
    const unsigned status = m_llhttp.status_code;
    return m_answersHead || status / 100 == 1 || status == 204 || status == 304;
}

void ResponseParser::clearHead()
{
    m_response.raw = QByteArray();
    m_response.fields.clear();
}

} // namespace llmproxy::http
